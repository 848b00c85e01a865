using System.Globalization;
using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Hosts.Ec2;
using Spectre.Console;

namespace ChatAspire.Provisioner.Output;

/// <summary>Renders the labs of an AWS account and region as a table, with one row for each lab.</summary>
internal static class FleetTable
{
    private static readonly string[] Titles = ["LAB", "HOSTS", "AGE", "ENDS", "COST", "CREATED BY"];

    /// <summary>A description of the price list from which the costs are estimated.</summary>
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

    /// <summary>Formats an estimate, such as <c>about $0.12</c>.</summary>
    /// <param name="dollars">The estimate in US dollars; null if it is not known.</param>
    /// <param name="bound">The text before the amount, with a trailing space: <c>"about "</c>, <c>"at most "</c>, or empty.</param>
    public static string Cost(decimal? dollars, string bound) =>
        dollars is null ? "not known" : string.Create(CultureInfo.InvariantCulture, $"{bound}${dollars:0.00}");

    private static Text Ends(FleetLab lab, DateTimeOffset now) => lab switch
    {
        { Ends: null } => new Text("never", Color.Yellow),
        _ when lab.IsExpired(now) => new Text("expired", Color.Red),
        _ => new Text($"in {HostBill.Span(lab.Ends.Value - now)}"),
    };
}
