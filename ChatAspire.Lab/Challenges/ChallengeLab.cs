using ChatAspire.Lab.Faults;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Challenges;

/// <summary>A connected lab with a challenge on it.</summary>
internal sealed class ChallengeLab(ConnectedLab lab, Challenge challenge, long seed)
{
    /// <summary>The connected lab.</summary>
    public ConnectedLab Lab => lab;

    /// <summary>The lab as faults see it.</summary>
    public FaultPlace Place { get; } = new(lab.Spec, lab.Facts);

    /// <summary>The case that the seed chose.</summary>
    public ChallengeCase Case => field ??= challenge.Create(new ChallengePlace(Place, new SeededChoice(seed)));

    /// <summary>The host of the fault.</summary>
    public ICommandRunner FaultHost => lab.Host(Case.Fault.Host).Host;

    /// <summary>Reads the state of all hosts, by name.</summary>
    public async Task<IReadOnlyDictionary<string, HostState>> ReadStatesAsync(CancellationToken cancellation)
    {
        var states = await Task.WhenAll(lab.Hosts.Select(async host =>
            (host.Name, State: await HostState.ReadAsync(host.Host, Place, cancellation))));
        return states.ToDictionary(state => state.Name, state => state.State);
    }

    /// <summary>Checks whether the cause is present.</summary>
    public async Task<bool> IsPresentAsync(CancellationToken cancellation) =>
        (await FaultHost.RunAsync(Case.Fault.PresenceCommand, cancellation)).Succeeded;

    /// <summary>Compares each host with its state before the challenge.</summary>
    public static IReadOnlyList<StateComparison> Compare(
        ChallengeRecord record, IReadOnlyDictionary<string, HostState> now, bool isPresent) =>
        [.. now.Select(host => StateComparison.Of(host.Key, Before(record, host.Key), host.Value, record.Own, isPresent))];

    /// <summary>The state of a host before the challenge.</summary>
    public static HostState Before(ChallengeRecord record, string host) => HostState.Parse(record.Before.GetValueOrDefault(host, []));
}
