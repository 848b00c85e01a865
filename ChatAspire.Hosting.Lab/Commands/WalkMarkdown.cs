using System.Text;
using ChatAspire.Lab.Walks;
using ChatAspire.Network.Walk.Output;

namespace ChatAspire.Hosting.Lab.Commands;

/// <summary>Formats the result of a walk: verdict and cure, the links to its page and to its trace, the ladder.</summary>
internal static class WalkMarkdown
{
    /// <param name="page">The address of the page that plays the packets.</param>
    /// <param name="dashboard">The dashboard that has the trace: "the lab's dashboard".</param>
    /// <param name="trace">The address of the trace; null if this machine does not reach that dashboard.</param>
    public static string Of(RecordedWalk result, Uri page, string dashboard, Uri? trace)
    {
        var text = new StringBuilder();
        foreach (var report in result.Reports)
        {
            text.Append($"### {MarkdownText.Escape(report.Title)}\n\n");
            if (report.Verdict is { } verdict)
            {
                text.Append($"**✗ {MarkdownText.Escape($"{verdict}")}**\n\n{MarkdownText.Escape("→ " + verdict.Hint)}\n\n");
            }
        }

        text.Append($"[The packets hop by hop, on a page]({page}) · {Trace(result, dashboard, trace)}\n\n");
        // A ladder begins with the ends of its walk.
        return text.AppendJoin("", result.Reports.Select(report =>
            MarkdownText.Fenced(WalkLadder.Lines(report, all: false).Select(line => line.Text)))).ToString();
    }

    private static string Trace(RecordedWalk result, string dashboard, Uri? trace) => (result.NotSent, trace) switch
    {
        ({ } reason, _) => $"The walk is not in {dashboard}: {MarkdownText.Escape(reason)}",
        (null, { } url) => $"[The trace in {dashboard}]({url})",
        _ => $"Trace in {dashboard}: `{result.Trace}`",
    };
}
