namespace Trainer.Reporting; internal static class HtmlReport { public static byte[] Write(RunReport report) => Trainer.Export.BundleJson.ToFile(report.Name); }
