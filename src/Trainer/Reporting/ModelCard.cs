namespace Trainer.Reporting; internal static class ModelCard { public static byte[] Write(RunReport report) => Trainer.Export.BundleJson.ToFile(report.Name); }
