using ChatAspire.Lab.Faults;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Challenges;

/// <summary>A connected lab, and the challenge that runs on it.</summary>
internal sealed class ChallengeLab(ConnectedLab lab, Challenge challenge, long seed)
{
    /// <summary>The connected lab.</summary>
    public ConnectedLab Lab => lab;

    /// <summary>The lab's spec and hosts, from which faults are created.</summary>
    public FaultPlace Place { get; } = new(lab.Spec, lab.Facts);

    /// <summary>The case that the seed chose.</summary>
    public ChallengeCase Case => field ??= challenge.Create(new ChallengePlace(Place, new SeededChoice(seed)));

    /// <summary>The runner of commands on the fault's host.</summary>
    public ICommandRunner FaultHost => lab.Host(Case.Fault.Host).Host;

    /// <summary>Reads the state of all hosts.</summary>
    /// <returns>Host name → state.</returns>
    public async Task<IReadOnlyDictionary<string, HostState>> ReadStatesAsync(CancellationToken cancellation)
    {
        var states = await Task.WhenAll(lab.Hosts.Select(async host =>
            (host.Name, State: await HostState.ReadAsync(host.Host, Place, cancellation))));
        return states.ToDictionary(state => state.Name, state => state.State);
    }

    /// <summary>Checks whether the fault is present.</summary>
    public async Task<bool> IsPresentAsync(CancellationToken cancellation) =>
        (await FaultHost.RunAsync(Case.Fault.PresenceCommand, cancellation)).Succeeded;

    /// <summary>Compares each host with its state before the challenge.</summary>
    /// <param name="now">Host name → current state.</param>
    /// <param name="isPresent">True while the fault is present; see <see cref="StateComparison.Of"/>.</param>
    public static IReadOnlyList<StateComparison> Compare(
        ChallengeRecord record, IReadOnlyDictionary<string, HostState> now, bool isPresent) =>
        [.. now.Select(host => StateComparison.Of(host.Key, Before(record, host.Key), host.Value, record.Own, isPresent))];

    /// <summary>Returns the recorded state of a host before the challenge; an empty state if none was recorded.</summary>
    public static HostState Before(ChallengeRecord record, string host) => HostState.Parse(record.Before.GetValueOrDefault(host, []));
}
