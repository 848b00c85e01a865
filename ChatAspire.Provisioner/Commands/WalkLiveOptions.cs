using System.CommandLine;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Walk;

namespace ChatAspire.Provisioner.Commands;

/// <summary>The options of <c>walk --live</c>, which follows existing traffic and sends none.</summary>
internal sealed class WalkLiveOptions
{
    private const int DefaultPackets = 20;
    private const int DefaultSeconds = 5;

    private readonly Option<bool> _live = new("--live")
    {
        Description = "Follow the traffic that already passes between FROM and TO, and show packets as they pass. "
            + "Ctrl-C ends early and keeps the result.",
    };

    private readonly Option<int> _packets = new("--packets")
    {
        Description = $"With --live: stop after this many packets. Default: {DefaultPackets}.",
        DefaultValueFactory = _ => DefaultPackets,
        HelpName = "N",
    };

    private readonly Option<int> _seconds = new("--seconds")
    {
        Description = $"With --live: stop after this many seconds. Default: {DefaultSeconds}.",
        DefaultValueFactory = _ => DefaultSeconds,
        HelpName = "N",
    };

    private readonly Option<string?> _filter = new("--filter")
    {
        Description = "With --live: only packets whose data contains this text.",
        HelpName = "TEXT",
    };

    /// <summary>All options, in the order of the help page.</summary>
    public IEnumerable<Option> All => [_live, _packets, _seconds, _filter];

    /// <summary>Returns true for a live walk.</summary>
    public bool IsLive(ParseResult parsed) => parsed.GetValue(_live);

    /// <summary>Reads the limits of a live walk.</summary>
    /// <returns>The limits; null without <c>--live</c>.</returns>
    /// <exception cref="UserErrorException">A limit is given without <c>--live</c>.</exception>
    public LiveLimits? Limits(ParseResult parsed)
    {
        if (IsLive(parsed))
        {
            return new(parsed.GetValue(_packets), TimeSpan.FromSeconds(parsed.GetValue(_seconds)), parsed.GetValue(_filter) ?? "");
        }

        return new Option[] { _packets, _seconds, _filter }.FirstOrDefault(
            option => parsed.GetResult(option) is { Implicit: false }) is { } given
            ? throw new UserErrorException($"{given.Name} limits a walk along traffic that already passes.", "Add --live, or omit it.")
            : null;
    }
}
