using System.Text;
using ChatAspire.Lab.Lifecycle;

namespace ChatAspire.Hosting.Lab.Commands;

/// <summary>Formats the result of a verification as Markdown.</summary>
internal static class ReportMarkdown
{
    /// <summary>Returns a line for the lab, a table with a row for each host, and the problems.</summary>
    public static string Of(LabReport report)
    {
        var text = new StringBuilder(report.IsSatisfied
            ? $"**✓ The lab works.** {report.Checks.Count} checks.\n\n"
            : $"**✗ The lab does not work:** {report.Problems.Count} of {report.Checks.Count} checks failed.\n\n");
        text.Append(MarkdownText.Table(
            ["Host", "Address", "Checks", "Failed"],
            report.Hosts.Select(host => new[]
            {
                host.Name, host.Facts?.Underlay ?? "-", $"{host.Checks.Count}", $"{host.Problems.Count}",
            })));
        return report.IsSatisfied ? text.ToString() : text.Append(MarkdownText.Fenced(report.Lines)).ToString();
    }
}
