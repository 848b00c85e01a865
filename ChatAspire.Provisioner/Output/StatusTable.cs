using System.Text.RegularExpressions;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.Steps;
using Spectre.Console;

namespace ChatAspire.Provisioner.Output;

/// <summary>Renders a lab's state as a table, with one row for each host.</summary>
internal static class StatusTable
{
    // The sections of the chapter on the overlay network and on the containers; checks of other sections count as the host's own.
    private const string OverlaySection = "3-5";
    private const string ContainerSection = "3-6";

    public static void Write(IAnsiConsole console, LabReport report)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = true };
        foreach (var title in new[] { "HOST", "ADDRESS", "STATE", "OVERLAY", "CONTAINERS", "DETAILS" })
        {
            table.AddColumn(new TableColumn(title) { Padding = new Padding(0, 0, 3, 0) });
        }

        foreach (var host in report.Hosts)
        {
            var own = host.Checks.Where(check => check.Step.Section is not (OverlaySection or ContainerSection)).ToList();
            table.AddRow(
                new Text(host.Name),
                new Text(host.Facts?.Underlay ?? "-"),
                State(host, own),
                host.Facts is null ? Dash : Cell(host.Checks, OverlaySection),
                host.Facts is null ? Dash : Containers(report.Spec, host),
                new Text(
                    string.Join(
                        ", ",
                        own.Where(check => check.IsSatisfied && check.Finding.Reason.Length > 0).Select(check => check.Finding.Reason)),
                    Color.Grey));
        }

        console.Write(table);
    }

    private static Text Dash => new("-", Color.Grey);

    private static Text State(HostReport host, List<StepCheck> own)
    {
        if (!host.Exists)
        {
            return new Text("not created", Color.Red);
        }

        var failed = own.Count(check => check.IsProblem);
        return failed == 0 ? new Text("running", Color.Green) : Failed(failed, own.Count);
    }

    private static Text Cell(IReadOnlyList<StepCheck> checks, string section)
    {
        var own = checks.Where(check => check.Step.Section == section).ToList();
        var failed = own.Count(check => check.IsProblem);
        return failed == 0 ? new Text("ok", Color.Green) : Failed(failed, own.Count);
    }

    private static Text Failed(int failed, int all) => new($"{failed} of {all} FAILED", Color.Red);

    /// <summary>Lists the containers of lab.json on this host. A container has failed if the title of a failed check names it.</summary>
    private static Paragraph Containers(LabSpec spec, HostReport host)
    {
        var names = new[] { (spec.Redis.Name, spec.Redis.Host), (spec.Dashboard.Name, spec.Dashboard.Host) }
            .Concat(spec.Chat.Select(chat => (chat.Name, chat.Host)))
            .Where(container => container.Host == host.Name).Select(container => container.Name);
        var cell = new Paragraph();
        foreach (var (index, name) in names.Index())
        {
            var word = new Regex($@"(?<![\w-]){Regex.Escape(name)}(?![\w-])", RegexOptions.CultureInvariant);
            var failed = host.Problems.Any(check => check.Step.Section == ContainerSection && word.IsMatch(check.Step.Title));
            cell.Append(index == 0 ? "" : ", ").Append(failed ? $"{name} FAILED" : name, failed ? Color.Red : Color.Green);
        }

        return cell;
    }
}
