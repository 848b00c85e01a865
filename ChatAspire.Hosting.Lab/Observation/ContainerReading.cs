using System.Globalization;

namespace ChatAspire.Hosting.Lab.Observation;

/// <summary>A container as <c>docker ps</c> shows it.</summary>
/// <param name="State"><c>running</c>, <c>exited</c>, <c>paused</c>, …</param>
/// <param name="Status">For people: "Up 3 minutes (healthy)", "Exited (0) 5 seconds ago".</param>
internal sealed record ContainerReading(string Name, string Image, string State, string Status)
{
    /// <summary>True if its processes run.</summary>
    public bool IsRunning => State == "running";

    /// <summary>The state without the time that passed, so that only a change makes it differ: "exited (0)", "running (healthy)".</summary>
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
    /// <returns>Null for a line of another form.</returns>
    public static ContainerReading? Parse(string line) => line.Split('\t') is [var name, var image, var state, var status]
        ? new ContainerReading(name, image, state.ToLower(CultureInfo.InvariantCulture), status)
        : null;
}
