using System.Globalization;

namespace ChatAspire.Hosting.Lab.Observation;

/// <summary>A container as <c>docker ps</c> shows it.</summary>
/// <param name="State"><c>running</c>, <c>exited</c>, <c>paused</c>, …</param>
/// <param name="Status">Docker's readable status: "Up 3 minutes (healthy)", "Exited (0) 5 seconds ago".</param>
internal sealed record ContainerReading(string Name, string Image, string State, string Status)
{
    /// <summary>True for the state <c>running</c>; false for a paused container.</summary>
    public bool IsRunning => State == "running";

    /// <summary>The state without elapsed times, so that it differs only after a change: "exited (0)", "running (healthy)".</summary>
    public string Summary
    {
        get
        {
            var open = Status.IndexOf('(', StringComparison.Ordinal);
            var close = Status.IndexOf(')', StringComparison.Ordinal);
            return open >= 0 && close > open ? $"{State} {Status[open..(close + 1)]}" : State;
        }
    }

    // chat-b\tchataspire-chat:1\trunning\tUp 3 minutes
    /// <summary>Parses a line of the <c>docker ps</c> output; returns null for a line without exactly four fields.</summary>
    public static ContainerReading? Parse(string line) => line.Split('\t') is [var name, var image, var state, var status]
        ? new ContainerReading(name, image, state.ToLower(CultureInfo.InvariantCulture), status)
        : null;
}
