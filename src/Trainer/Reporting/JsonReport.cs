using Trainer.Export;

namespace Trainer.Reporting;

/// <summary>Everything, for machines. Undefined and infinite numbers are null.</summary>
internal sealed class JsonReport : IReportWriter
{
    public string FileName => "report.json";

    public byte[] Write(RunReport report) => BundleJson.ToFile(report);
}
