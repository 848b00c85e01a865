using System.Globalization;
using ChatAspire.Lab.Hosts.Ec2;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.Overlay;

namespace ChatAspire.Provisioner.Output;

/// <summary>The line with the result that a verb prints at its end.</summary>
internal static class Verdict
{
    public static string Up(string lab, int changes, TimeSpan elapsed) =>
        $"Lab {lab} is up ({Count(changes, "change")}, {Seconds(elapsed)})";

    /// <param name="removed">The removed resources, such as "2 hosts".</param>
    public static string Down(string lab, IReadOnlyList<string> removed, TimeSpan elapsed) => removed.Count == 0
        ? $"Lab {lab} does not exist: nothing to remove."
        : $"Lab {lab} removed: {string.Join(", ", removed)}. {Seconds(elapsed)}";

    public static string Status(LabReport report, TimeSpan elapsed)
    {
        var failed = report.Problems.Count;
        var checks = Count(report.Checks.Count, "check");
        if (report.IsMissing)
        {
            return $"Lab {report.Spec.Name} is not running. Create it: chatlab up";
        }

        return failed == 0
            ? $"✓ Lab {report.Spec.Name} is running: {Count(report.Hosts.Count, "host")}, {checks} ok. {Seconds(elapsed)}"
            : $"✗ Lab {report.Spec.Name}: {failed} of {checks} FAILED. {Seconds(elapsed)}";
    }

    /// <summary>Lists the verified properties; a lab with one chat node has no message between nodes to verify.</summary>
    public static string Verify(LabReport report, TimeSpan elapsed)
    {
        if (!report.IsSatisfied)
        {
            return $"✗ Lab does not work: {report.Problems.Count} of {Count(report.Checks.Count, "check")} FAILED. {Seconds(elapsed)}";
        }

        var mtu = report.Connected.Select(host => OverlayPlan.For(report.Spec, report.Connected, host).Mtu).Distinct().Order();
        string[] verified =
            ["ping", $"MTU {string.Join("/", mtu)}", .. report.Spec.Chat.Count > 1 ? new[] { "a message each way", "traces" } : []];
        return $"✓ Lab works: {string.Join(", ", verified)}. {Seconds(elapsed)}";
    }

    /// <param name="ends">The earliest deadline of the lab's hosts; null if none terminates itself.</param>
    public static string TimeToLive(string lab, DateTimeOffset? ends) => ends is { } at
        ? string.Create(CultureInfo.InvariantCulture, $"Lab {lab} terminates itself at {at.UtcDateTime:yyyy-MM-dd HH:mm} UTC.")
        : $"Lab {lab} no longer terminates itself. It costs money until: chatlab down --hosts ec2";

    public static string List(string region, IReadOnlyList<FleetLab> labs, TimeSpan elapsed) => labs.Count == 0
        ? $"No lab in {region}. {Seconds(elapsed)}"
        : $"✓ {Count(labs.Count, "lab")} in {region}, {Count(labs.Sum(lab => lab.Hosts), "host")}, "
            + FleetTable.Cost(
                labs.Any(lab => lab.Cost is null) ? null : labs.Sum(lab => lab.Cost), labs.Any(lab => lab.AtMost) ? "at most " : "about ")
            + $" so far ({FleetTable.Prices}). "
            + Seconds(elapsed);

    public static string Inspect(int hosts, int containers, TimeSpan elapsed) =>
        $"✓ Inspected {Count(hosts, "host")}, {Count(containers, "container")}. {Seconds(elapsed)}";

    public static string Drivers(string host, int drivers, TimeSpan elapsed) =>
        $"✓ Ran the test image on {host} with {Count(drivers, "driver")}; its containers are removed. {Seconds(elapsed)}";

    /// <summary>Formats a number of things: "no changes", "1 change", "2 changes".</summary>
    public static string Count(int count, string noun) => count switch
    {
        0 => $"no {noun}s",
        1 => $"1 {noun}",
        _ => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}s"),
    };

    /// <summary>Formats a duration in seconds, with one decimal below ten: "4.2 s", "12 s".</summary>
    public static string Seconds(TimeSpan elapsed) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{elapsed.TotalSeconds.ToString(elapsed.TotalSeconds < 9.95 ? "0.0" : "0", CultureInfo.InvariantCulture)} s");
}
