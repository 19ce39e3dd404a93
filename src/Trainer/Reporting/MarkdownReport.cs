namespace Trainer.Reporting; internal static class MarkdownReport { public static byte[] Write(RunReport report) => Trainer.Export.BundleJson.ToFile(report.Name); }
