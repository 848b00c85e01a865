using System.Globalization;
using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Hosts.Ec2;
using Spectre.Console;

namespace ChatAspire.Provisioner.Output;

/// <summary>Renders the labs of an account as a table with a row for each.</summary>
internal static class FleetTable
{
    private static readonly string[] Titles = ["LAB", "HOSTS", "AGE", "ENDS", "COST", "CREATED BY"];

    /// <summary>The price list that the costs are estimated by.</summary>
    public static string Prices => Ec2Prices.AsOf;

    public static void Write(IAnsiConsole console, IReadOnlyList<FleetLab> labs, DateTimeOffset now)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = true };
        foreach (var title in Titles)
        {
            table.AddColumn(new TableColumn(title) { Padding = new Padding(0, 0, 3, 0) });
        }

        foreach (var lab in labs)
        {
            table.AddRow(
                new Text(lab.Name),
                new Text($"{lab.Hosts}"),
                new Text(lab.Launched is { } launched ? HostBill.Span(now - launched) : "-"),
                Ends(lab, now),
                new Text(lab.Hosts == 0 ? "-" : Cost(lab.Cost, lab.AtMost ? "at most " : "")),
                new Text(lab.By ?? "-"));
        }

        console.Write(table);
    }

    /// <summary>Formats an estimate: <c>$0.12</c>.</summary>
    /// <param name="bound">A word before it: <c>about</c>, <c>at most</c>.</param>
    public static string Cost(decimal? dollars, string bound) =>
        dollars is null ? "not known" : string.Create(CultureInfo.InvariantCulture, $"{bound}${dollars:0.00}");

    private static Text Ends(FleetLab lab, DateTimeOffset now) => lab switch
    {
        { Ends: null } => new Text("never", Color.Yellow),
        _ when lab.IsExpired(now) => new Text("expired", Color.Red),
        _ => new Text($"in {HostBill.Span(lab.Ends.Value - now)}"),
    };
}
