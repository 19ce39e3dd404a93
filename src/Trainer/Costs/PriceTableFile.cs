using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Trainer.Configuration;

namespace Trainer.Costs;

/// <summary>
/// Reads a table of prices: YAML with <c>date</c>, perhaps <c>source</c>, and <c>models</c>; or, where the first character is a brace, the
/// JSON in which LLMRouter describes its candidates (<c>input_price</c> and <c>output_price</c> in USD per million tokens, no date).
/// </summary>
internal static class PriceTableFile
{
    private const int MaxBytes = 16 << 20;
    private const string Allowed = "allowed are numbers from 0, in USD per million tokens";

    private static readonly JsonDocumentOptions _uniqueKeys = new() { AllowDuplicateProperties = false };

    /// <exception cref="UsageException">There is no such file, or it is no table of prices; the message says where and why.</exception>
    public static PriceTable Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new UsageException($"there is no file of prices {path}; docs/data.md shows what it looks like");
        }

        if (new FileInfo(path).Length > MaxBytes)
        {
            throw new UsageException($"{path}: a file of prices has at most {MaxBytes >> 20} MiB");
        }

        var bytes = File.ReadAllBytes(path);
        var text = Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF');
        var table = text.TrimStart().StartsWith('{') ? OfLlmRouter(path, text) : OfYaml(path);
        foreach (var (model, price) in table.Models)
        {
            Check(path, model, "input", price.InputUsdPerMTok);
            Check(path, model, "output", price.OutputUsdPerMTok);
        }

        return table.Models.Count > 0
            ? table with { Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)) }
            : throw new UsageException($"{path}: it has no price of any model");
    }

    private static PriceTable OfYaml(string path)
    {
        var file = ConfigurationFile.Bind<PriceTableOptions>(path);
        return DateOnly.TryParseExact(file.Date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? new PriceTable(path, file.Models, file.Date, file.Source)
            : throw new UsageException($"{path}: 'date' is '{file.Date}'; it must be the day on which the prices held, such as 2025-06-30");
    }

    private static PriceTable OfLlmRouter(string path, string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, _uniqueKeys);
            var prices = new SortedDictionary<string, PriceOptions>(StringComparer.Ordinal);
            foreach (var model in document.RootElement.EnumerateObject())
            {
                if (model.Value.ValueKind != JsonValueKind.Object)
                {
                    throw new UsageException($"{path}: '{model.Name}' is no object with input_price and output_price");
                }

                var (input, output) = (Number(path, model, "input_price"), Number(path, model, "output_price"));
                if (input is not null || output is not null)
                {
                    prices.Add(model.Name, new PriceOptions
                    {
                        InputUsdPerMTok = input ?? double.NaN,
                        OutputUsdPerMTok = output ?? double.NaN,
                    });
                }
            }

            return new PriceTable(path, prices);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new UsageException($"{path}: it starts like JSON but is none: {e.Message}");
        }
    }

    private static double? Number(string path, JsonProperty model, string key) =>
        !model.Value.TryGetProperty(key, out var price) || price.ValueKind == JsonValueKind.Null ? null
        : price.ValueKind == JsonValueKind.Number ? price.GetDouble()
        : throw new UsageException($"{path}: {key} of '{model.Name}' is {price.GetRawText()}; {Allowed}");

    private static void Check(string path, string model, string side, double price)
    {
        if (!(price >= 0 && double.IsFinite(price)))
        {
            var found = double.IsNaN(price) ? "missing" : price.ToString("R", CultureInfo.InvariantCulture);
            throw new UsageException($"{path}: the {side} price of '{model}' is {found}; {Allowed}");
        }
    }

    /// <summary>The YAML form.</summary>
    private sealed record PriceTableOptions
    {
        public string Date { get; init; } = "";

        public string? Source { get; init; }

        public IReadOnlyDictionary<string, PriceOptions> Models { get; init; } = new Dictionary<string, PriceOptions>();
    }
}
