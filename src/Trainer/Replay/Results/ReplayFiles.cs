using System.Text;
using Trainer.Export;
using Trainer.Features;

namespace Trainer.Replay.Results;

/// <summary>The files of a report.</summary>
internal static class ReplayFiles
{
    public static void Write(string folder, ReplayReport report)
    {
        Put("metrics.csv", Encoding.UTF8.GetBytes(ReplayCsv.Metrics(report.Policies)));
        Put("metrics_by_domain.csv", Encoding.UTF8.GetBytes(ReplayCsv.Metrics(report.Domains)));
        Put("windows.csv", Encoding.UTF8.GetBytes(ReplayCsv.Windows(report.WindowRows)));
        Put("calibration_ece.csv", Encoding.UTF8.GetBytes(ReplayCsv.Calibration(report.Calibration)));
        Put("replay.json", BundleJson.ToFile(report));
        Put("replay.md", Encoding.UTF8.GetBytes(ReplayMarkdown.Of(report)));
        Put("replay.html", Encoding.UTF8.GetBytes(ReplayHtml.Of(report).Text));

        void Put(string name, byte[] content) => FileReplacement.Write(Path.Combine(folder, name), content);
    }
}
