using ChatAspire.Network.Execution;

namespace ChatAspire.RealHosts.Tests.Faults;

/// <summary>The hosts of one part of the catalogue.</summary>
/// <param name="Enter">Turns a command into one that runs on a host of this name, from this machine.</param>
/// <param name="ChatlabAsync">Runs <c>chatlab</c>.</param>
/// <param name="Addresses">The addresses that <c>$OUTSIDE</c> and <c>$HERE</c> stand for, by these words.</param>
/// <param name="RestoreAsync">Repairs the hosts after a fault that undo and cure have not removed.</param>
internal sealed record FaultLane(
    Func<string, HostCommand, HostCommand> Enter,
    Func<IReadOnlyList<string>, Task<Ran>> ChatlabAsync,
    IReadOnlyDictionary<string, string> Addresses,
    Func<Task> RestoreAsync)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Runs a command on a host.</summary>
    public async Task<CommandResult> OnHostAsync(string host, HostCommand command) => await LabHome.Machine.RunAsync(
        Enter(host, command).WithTimeout(Limit), TestContext.Current.CancellationToken);

    /// <summary>The arguments of <c>chatlab</c> for a walk of the catalogue.</summary>
    public IReadOnlyList<string> Arguments(string walk) =>
    [
        "walk",
        .. walk.Split(' ').Select(word => Addresses.Aggregate(
            word, (text, address) => text.Replace(address.Key, address.Value, StringComparison.Ordinal))),
        "--json",
    ];
}
