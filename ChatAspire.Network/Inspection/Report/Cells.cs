using System.Globalization;
using ChatAspire.Network.Drawing;
using Spectre.Console;

namespace ChatAspire.Network.Inspection.Report;

/// <summary>How the report writes what it says everywhere. All text from a host comes through here.</summary>
internal static class Cells
{
    public static Table NewTable(params string[] columns)
    {
        var table = new Table { Border = TableBorder.Rounded, ShowRowSeparators = true };
        foreach (var column in columns)
            table.AddColumn(new TableColumn(Title(column)));
        return table;
    }

    /// <summary>A table whose columns a narrow terminal shows below each other: an address that is broken in two is hard to read.</summary>
    /// <param name="folds">Which columns share one there.</param>
    public static Table Folded(bool narrow, string[] columns, int[][] folds, IEnumerable<string[]> rows)
    {
        var table = NewTable([.. narrow ? folds.Select(fold => string.Join("; ", fold.Select(column => columns[column]))) : columns]);
        foreach (var row in rows)
            table.AddRow([.. narrow ? folds.Select(fold => Lines(fold.Select(column => row[column]))) : row]);
        return table;
    }

    /// <summary>A text from a host: its brackets are no markup, its control characters reach no terminal.</summary>
    public static string Text(string text) => Markup.Escape(Printable.Of(text));

    public static string Title(string text) => $"[bold]{Text(text)}[/]";

    public static string Address(string text) => $"[cyan]{Text(text)}[/]";

    public static string Quiet(string text) => $"[grey]{Text(text)}[/]";

    public static string Warn(string text) => $"[yellow]{Text(text)}[/]";

    public static string Lines(params IEnumerable<string?> lines) => string.Join('\n', lines.Where(line => !string.IsNullOrEmpty(line)));

    public static string Count(long? number) => number?.ToString("N0", CultureInfo.InvariantCulture) ?? "";

    /// <summary>Name and number, as the two ends of a veth pair name each other; whether it is down.</summary>
    public static string Device(Device device) =>
        $"{Title(device.Name)} {Quiet($"({device.Index})")}{(device.IsUp ? "" : $" {Warn("down")}")}";

    /// <summary>IPv4 in full view, IPv6 beside it.</summary>
    public static IEnumerable<string> Addresses(Device device) =>
        device.Addresses.Select(address => address.Family == "inet" ? Address($"{address}") : Quiet($"{address}"));

    /// <summary>default via 172.18.0.1 dev eth0</summary>
    public static string Route(Route route) => Text(
        route.Destination + (route.Gateway is { } gateway ? $" via {gateway}" : "") + (route.Device is { } device ? $" dev {device}" : ""));
}
