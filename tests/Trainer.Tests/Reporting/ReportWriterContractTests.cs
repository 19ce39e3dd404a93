using Trainer.Reporting;

namespace Trainer.Tests.Reporting;

[TestClass]
public sealed class JsonReportContract : ReportWriterContract
{
    internal override IReportWriter Create() => new JsonReport();
}

[TestClass]
public sealed class MarkdownReportContract : ReportWriterContract
{
    internal override IReportWriter Create() => new MarkdownReport();
}

[TestClass]
public sealed class ModelCardContract : ReportWriterContract
{
    internal override IReportWriter Create() => new ModelCard();
}

[TestClass]
public sealed class HtmlReportContract : ReportWriterContract
{
    internal override IReportWriter Create() => new HtmlReport();
}
