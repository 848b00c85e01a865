using System.Text;
using ChatAspire.Lab.Walks;
using ChatAspire.Network.Walk.Output;

namespace ChatAspire.Hosting.Lab.Commands;

/// <summary>Formats the result of a walk as Markdown: verdict and hint, links to the walk's page and trace, and the ladder.</summary>
internal static class WalkMarkdown
{
    /// <param name="page">The URL of the page that plays the packets.</param>
    /// <param name="dashboard">A description of the dashboard that has the trace, such as "the lab's dashboard".</param>
    /// <param name="trace">The URL of the trace; null if this machine cannot reach that dashboard.</param>
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
        // The ladders need no headings, because each begins with the two ends of its walk.
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
