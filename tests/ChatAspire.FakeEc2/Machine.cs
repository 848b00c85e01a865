namespace ChatAspire.FakeEc2;

/// <summary>Creates the machines behind instances. The fake implements EC2's rules; the test chooses the machines.</summary>
public interface IMachines
{
    /// <summary>Starts a machine for a new instance and runs its user data as cloud-init would.</summary>
    Task<Machine> StartAsync(MachineRequest request, CancellationToken cancellation);
}

/// <param name="PrivateAddress">The address EC2 would assign; a machine may use another.</param>
/// <param name="AuthorizedKey">The imported public key, as a line of <c>authorized_keys</c>.</param>
/// <param name="UserData">The decoded user data.</param>
/// <param name="Opens">The rules of its security groups at launch.</param>
/// <param name="HopLimit">The number of hops that the metadata service's token may travel.</param>
public sealed record MachineRequest(string InstanceId, string PrivateAddress, string? AuthorizedKey, string UserData,
    IReadOnlyList<SecurityRule> Opens, MachineImage Image, int HopLimit = 1);

/// <summary>A started machine; disposing removes it.</summary>
public abstract class Machine : IAsyncDisposable
{
    public abstract string PublicAddress { get; }

    public abstract string PrivateAddress { get; }

    /// <summary>The output on its serial console so far.</summary>
    public abstract string Console { get; }

    /// <summary>Completes when the machine has powered itself off.</summary>
    public virtual Task PoweredOff => Never;

    /// <summary>The status as in DescribeInstanceStatus: <c>ok</c>, <c>initializing</c> or <c>impaired</c>.</summary>
    public virtual string Status => "ok";

    /// <summary>Switches the machine's metadata service on or off.</summary>
    public virtual void SwitchMetadata(bool on)
    {
    }

    public abstract ValueTask DisposeAsync();

    private static readonly Task Never = new TaskCompletionSource().Task;
}

/// <summary>Machines that are only addresses at which nothing answers.</summary>
public sealed class NoMachines : IMachines
{
    public Task<Machine> StartAsync(MachineRequest request, CancellationToken cancellation) =>
        Task.FromResult<Machine>(new Address(request.PrivateAddress));

    private sealed class Address(string privateAddress) : Machine
    {
        public override string PublicAddress => privateAddress.Replace("172.31.", "127.31.", StringComparison.Ordinal);

        public override string PrivateAddress => privateAddress;

        public override string Console =>
            "[    0.000000] Linux version 6.12.48-cloud-amd64\ncloud-init[612]: Cloud-init v. 25.1.4 running 'init'\n"
            + "Debian GNU/Linux 13 ip-172-31-16-10 ttyS0 \n";

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
