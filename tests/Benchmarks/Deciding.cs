using System.Diagnostics;
using System.Globalization;
using Trainer.Commands;
using Trainer.Export;
using Trainer.Features.Data;

namespace Benchmarks;

/// <summary>
/// One decision from raw text by <see cref="Router.Route(string, OperatingPoint?)"/>, one call at a time on one thread: median, p99, bytes
/// allocated per call.
/// </summary>
internal static class Deciding
{
    public static void Run(string bundle, string data, int calls)
    {
        using var router = Router.Load(bundle);
        var texts = BundleData.Texts(RoutingData.Read([data]).Table!);
        for (var i = 0; i < 2000; i++)
        {
            router.Route(texts[i % texts.Length]);
        }

        var microseconds = new double[calls];
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < calls; i++)
        {
            var started = Stopwatch.GetTimestamp();
            router.Route(texts[(int)((long)i * 7919 % texts.Length)]);
            microseconds[i] = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
        }

        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Array.Sort(microseconds);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{calls} decisions over {texts.Length} prompts (mean {texts.Average(text => text.Length):0} characters): median " +
                $"{microseconds[calls / 2] / 1000:0.000} ms, p99 {microseconds[calls * 99 / 100] / 1000:0.000} ms, largest " +
                $"{microseconds[^1] / 1000:0.000} ms; {allocated / calls} bytes allocated per decision"));
    }
}
