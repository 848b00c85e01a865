using System.Globalization;
using ChatAspire.Network.Drawing;
using Spectre.Console;

namespace ChatAspire.Network.Inspection.Report;

/// <summary>Formats the cells of the reports. All text from a host passes through here, so that it is escaped.</summary>
internal static class Cells
{
    public static Table NewTable(params string[] columns)
    {
        var table = new Table { Border = TableBorder.Rounded, ShowRowSeparators = true };
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(Title(column)));
        }

        return table;
    }

    /// <summary>Creates a table. On a narrow terminal, columns are stacked, because addresses would otherwise be broken in two.</summary>
    /// <param name="folds">The indexes of the columns that are stacked into each column on a narrow terminal.</param>
    public static Table Folded(bool narrow, string[] columns, int[][] folds, IEnumerable<string[]> rows)
    {
        var titles = narrow ? folds.Select(fold => string.Join("; ", fold.Select(column => columns[column]))) : columns;
        var table = NewTable([.. titles]);
        foreach (var row in rows)
        {
            table.AddRow([.. narrow ? folds.Select(fold => Lines(fold.Select(column => row[column]))) : row]);
        }

        return table;
    }

    /// <summary>
    /// Escapes text from a host, so that its brackets are not read as markup, and its control characters do not reach the terminal.
    /// </summary>
    public static string Text(string text) => Markup.Escape(Printable.Of(text));

    public static string Title(string text) => $"[bold]{Text(text)}[/]";

    public static string Address(string text) => $"[cyan]{Text(text)}[/]";

    public static string Quiet(string text) => $"[grey]{Text(text)}[/]";

    public static string Warn(string text) => $"[yellow]{Text(text)}[/]";

    public static string Lines(params IEnumerable<string?> lines) => string.Join('\n', lines.Where(line => !string.IsNullOrEmpty(line)));

    public static string Count(long? number) => number?.ToString("N0", CultureInfo.InvariantCulture) ?? "";

    /// <summary>Formats a device: its name, its index (which the other end of a veth pair refers to), and "down" if it is not up.</summary>
    public static string Device(Device device) =>
        $"{Title(device.Name)} {Quiet($"({device.Index})")}{(device.IsUp ? "" : $" {Warn("down")}")}";

    /// <summary>Formats the addresses of a device, with the IPv4 addresses highlighted.</summary>
    public static IEnumerable<string> Addresses(Device device) =>
        device.Addresses.Select(address => address.Family == "inet" ? Address($"{address}") : Quiet($"{address}"));

    /// <summary>Formats a route like ip(8): <c>default via 172.18.0.1 dev eth0</c>.</summary>
    public static string Route(Route route) => Text(
        route.Destination + (route.Gateway is { } gateway ? $" via {gateway}" : "") + (route.Device is { } device ? $" dev {device}" : ""));
}
