using System.Text;
using ChatAspire.Lab.Lifecycle;

namespace ChatAspire.Hosting.Lab.Commands;

/// <summary>Formats the result of a verification.</summary>
internal static class ReportMarkdown
{
    /// <summary>A line for the lab, a row for each host, and the problems.</summary>
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
