namespace Trainer.Reporting;

/// <summary>A form of the report. The same report gives the same bytes: no dates, no culture, no network.</summary>
internal interface IReportWriter
{
    /// <summary>What the file is called.</summary>
    string FileName { get; }

    /// <summary>The whole file, UTF-8 without a byte order mark, line feeds.</summary>
    byte[] Write(RunReport report);
}
