using System.Globalization;
using ChatAspire.Network.Inspection.Report;
using Spectre.Console;

namespace ChatAspire.Network.Inspection.Drivers;

/// <summary>Shows the findings of the drivers as a table, with one column per driver.</summary>
internal static class DriverReport
{
    public static string Json(string host, string image, IReadOnlyList<DriverFindings> drivers) =>
        new DriverComparison(host, image, drivers).ToJson();

    public static void Write(IAnsiConsole console, string host, string image, IReadOnlyList<DriverFindings> drivers)
    {
        console.Write(new Markup($"{Cells.Title(image)} on {Cells.Title(host)}, once per driver\n"));
        var table = Cells.NewTable(["docker run --network", .. drivers.Select(driver => driver.Driver)]);
        Row("", driver => Cells.Quiet(Driver.All.Single(one => one.Name == driver.Driver).Explanation));
        Row("namespace", driver =>
            $"{Cells.Text(driver.Namespace ?? "none")}{(driver.SharesHostNamespace ? "\nthe host's own" : "\nits own")}");
        Row("devices", driver => Cells.Lines(driver.Devices.Where(device => !BelongsToOtherContainer(driver, device)).Select(Device)));
        Row("routes", driver => driver.Routes.Count == 0 ? Cells.Quiet("none") : Cells.Lines(driver.Routes.Select(Cells.Route)));
        foreach (var (index, what) in drivers[0].Reaches.Select(reach => reach.What).Index())
        {
            Row($"reaches {what}", driver => Answer(driver.Reaches[index]));
        }

        console.Write(table);

        void Row(string title, Func<DriverFindings, string> cell) => table.AddRow([Cells.Title(title), .. drivers.Select(cell)]);
    }

    /// <summary>Reports whether a device in the host's namespace is the end of another container's veth pair.</summary>
    private static bool BelongsToOtherContainer(DriverFindings driver, Device device) =>
        driver.SharesHostNamespace && device is { Kind: "veth", Master: not null };

    private static string Device(Device device) => $"{Cells.Device(device)} {Cells.Lines(Cells.Addresses(device).Take(1))}";

    private static string Answer(Reach reach) => reach.Milliseconds is { } ms
        ? $"[green]yes[/] {Cells.Quiet(string.Create(CultureInfo.InvariantCulture, $"{reach.Address}, {ms:0.00} ms"))}"
        : $"{Cells.Warn("no")} {Cells.Quiet(reach.Address is { } address ? $"{address}: {reach.Why}" : reach.Why)}";
}
