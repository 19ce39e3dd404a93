namespace Trainer.Reporting; internal static class JsonReport { public static byte[] Write(RunReport report) => Trainer.Export.BundleJson.ToFile(report.Name); }
