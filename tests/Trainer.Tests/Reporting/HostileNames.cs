namespace Trainer.Tests.Reporting;

/// <summary>Names that try to become markup, one for each way there is.</summary>
internal static class HostileNames
{
    public const string Script =
        "</script><img src=x onerror=\"document.body.dataset.broken=1\"><script>document.body.dataset.broken=2</script>";
    public const string Attribute = "\"' onmouseover=\"document.body.dataset.broken=3\" x=\"";
    public const string Markdown = "a|b\n\n# not a heading [link](javascript:x) `code` <b>\u2028end";
}
