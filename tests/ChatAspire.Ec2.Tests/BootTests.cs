using System.Globalization;
using ChatAspire.FakeEc2;
using ChatAspire.Lab.Hosts.Ec2;
using ChatAspire.Testing;

namespace ChatAspire.Ec2.Tests;

/// <summary>
/// Boots the user data, as instances get it, under systemd and cloud-init: Debian 12 has 252 and 22.4, Debian 13 has 257 and 25.1.
/// Both order cloud-init's network stage before sysinit.target, so a boot command that waits for that target never ends.
/// </summary>
public sealed class BootTests(Vpc vpc)
{
    /// <summary>A boot takes 10 s on an idle machine.</summary>
    private static readonly TimeSpan BootLimit = TimeSpan.FromMinutes(8);

    /// <summary>systemd stops the services before it powers off.</summary>
    private static readonly TimeSpan PowerOffLimit = TimeSpan.FromMinutes(5);

    public static TheoryData<int> Releases => FullRun.IsOn ? [12, 13] : [12];

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task User_data_boots_to_ssh_and_sets_a_deadline_that_a_reboot_does_not_renew(int release)
    {
        var launch = Launch.Create("chatlab", "host-a", TimeSpan.FromHours(8));
        var earliest = Now();
        await using var machine = await StartAsync(release, launch);

        // From cloud-init 23.4 on, 2 means done with warnings: the metadata describe no network, because the address is Docker's.
        await UntilAsync(
            machine,
            $"test -e {CloudConfig.ResultFile} && {{ cloud-init status || test $? = 2; }} && systemctl is-active multi-user.target",
            "status: done\nactive\n");

        Assert.StartsWith(
            "DataSourceEc2", await machine.RunAsync($"jq -r .v1.datasource {CloudConfig.ResultFile}"), StringComparison.Ordinal);
        Assert.Equal("[]", await machine.RunAsync($"jq -c .v1.errors {CloudConfig.ResultFile}"));
        Assert.Equal("host-a", await machine.RunAsync("hostname"));
        Assert.Equal("active\nactive\nactive", await machine.RunAsync("systemctl is-active ssh.service docker.service chatlab-ttl.timer"));
        // localhost ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI…       (OpenSSH 10 adds a comment: "# localhost:22 SSH-2.0-OpenSSH_10.0p2 …")
        Assert.Equal(
            launch.FirstKey!.PublicKey.Split(' ')[..2],
            (await machine.RunAsync("ssh-keyscan -t ed25519 localhost 2> /dev/null | grep -v '^#'")).Split(' ')[1..]);
        var deadline = await DeadlineAsync(machine);
        Assert.InRange(deadline, earliest + launch.TimeToLive!.Value, Now() + launch.TimeToLive.Value);

        // As every installed package with a service does.
        await machine.RunAsync("systemctl daemon-reload");
        Assert.Equal(deadline, await DeadlineAsync(machine));

        await machine.TryAsync("systemctl reboot");
        await UntilAsync(machine, "systemctl is-active multi-user.target chatlab-ttl.timer", "active\nactive\n", boots: 2);
        Assert.Equal(deadline, await DeadlineAsync(machine));
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task Instance_powers_itself_off_at_its_deadline(int release)
    {
        await using var machine = await StartAsync(release, Launch.Create("chatlab", "host-a", TimeSpan.FromMinutes(1)));
        await UntilAsync(machine, $"systemctl is-active {InstanceTimer.Unit} dbus.service", "active\nactive\n");
        var deadline = await DeadlineAsync(machine);

        await machine.PoweredOff.WaitAsync(PowerOffLimit, TestContext.Current.CancellationToken);

        Assert.True(DateTimeOffset.UtcNow >= deadline, $"off before {deadline:O}");
        Assert.Equal(1, machine.Boots);
    }

    private async Task<HostMachine> StartAsync(int release, Launch launch)
    {
        var machines = await vpc.MachinesAsync();
        var id = $"i-0{Guid.NewGuid():N}"[..19];
        var request = new MachineRequest(
            id, "", AuthorizedKey: null, CloudConfig.For(launch, "host-a"), [new("tcp", 22, 22, "0.0.0.0/0")], Vpc.Debian(release));
        return (HostMachine)await machines.StartAsync(request, TestContext.Current.CancellationToken);
    }

    private static DateTimeOffset Now() => DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds());

    /// <summary>Waits until a command prints a text.</summary>
    /// <exception cref="TimeoutException">It did not within the limit; the message shows the jobs that systemd waits for.</exception>
    private static async Task UntilAsync(HostMachine machine, string line, string output, int boots = 1)
    {
        try
        {
            await Wait.UntilAsync(
                line, async () => machine.Boots == boots && (await machine.TryAsync(line)).Output == output, BootLimit);
        }
        catch (TimeoutException e)
        {
            var jobs = await machine.TryAsync($"cloud-init status --long; systemctl list-jobs; cat {CloudConfig.ResultFile}");
            throw new TimeoutException($"{e.Message}\n{jobs.Output}{jobs.Error}\n{machine.Console}", e);
        }
    }

    /// <summary>Reads the time at which the timer elapses.</summary>
    private static async Task<DateTimeOffset> DeadlineAsync(HostMachine machine)
    {
        const string Timer = "org.freedesktop.systemd1 /org/freedesktop/systemd1/unit/chatlab_2dttl_2etimer org.freedesktop.systemd1.Timer";
        // t 1795886548000000
        var microseconds = await machine.RunAsync($"busctl get-property {Timer} NextElapseUSecRealtime");
        return DateTimeOffset.UnixEpoch.AddMicroseconds(long.Parse(microseconds["t ".Length..], CultureInfo.InvariantCulture));
    }
}
