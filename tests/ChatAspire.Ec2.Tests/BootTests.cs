using System.Globalization;
using ChatAspire.Lab.Hosts.Ec2;
using ChatAspire.Network.Execution;
using ChatAspire.Testing;

namespace ChatAspire.Ec2.Tests;

/// <summary>
/// Boots the user data, as instances get it, under systemd and cloud-init: Debian 12 has 252 and 22.4, Debian 13 has 257 and 25.1.
/// Both order cloud-init's network stage before sysinit.target, so a boot command that waits for that target never ends.
/// </summary>
public sealed class BootTests
{
    /// <summary>A boot takes 10 s on an idle machine.</summary>
    private static readonly TimeSpan BootLimit = TimeSpan.FromMinutes(2);

    /// <summary>The minimum time that the boot command waits.</summary>
    private static readonly TimeSpan LeastTimeLeft = TimeSpan.FromSeconds(60);

    /// <summary>systemd may be a minute late by default (systemd.timer(5), AccuracySec=), and it stops the services first.</summary>
    private static readonly TimeSpan PowerOffLimit = TimeSpan.FromMinutes(3);

    public static TheoryData<string> Releases =>
        Environment.GetEnvironmentVariable("CHATASPIRE_FULL") == "1" ? ["bookworm", "trixie"] : ["bookworm"];

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task User_data_boots_to_ssh_and_sets_the_timer_that_ends_the_instance(string release)
    {
        var launch = Launch.Create("chatlab", "host-a", TimeSpan.FromHours(8));
        await using var machine = await StartAsync(release, launch);

        await UntilAsync(
            machine,
            $"test -e {CloudConfig.ResultFile} && cloud-init status && systemctl is-active multi-user.target",
            "status: done\nactive\n");

        Assert.Equal("[]", await machine.RunAsync($"jq -c .v1.errors {CloudConfig.ResultFile}"));
        Assert.Equal("host-a", await machine.RunAsync("hostname"));
        Assert.Equal("active\nactive\nactive", await machine.RunAsync("systemctl is-active ssh.service docker.service chatlab-ttl.timer"));
        // localhost ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI…       (OpenSSH 10 adds a comment: "# localhost:22 SSH-2.0-OpenSSH_10.0p2 …")
        Assert.Equal(
            launch.HostKey.PublicKey.Split(' ')[..2],
            (await machine.RunAsync("ssh-keyscan -t ed25519 localhost 2> /dev/null | grep -v '^#'")).Split(' ')[1..]);
        // As every installed package with a service does.
        await machine.RunAsync("systemctl daemon-reload");
        Assert.Equal(launch.Ends, await DeadlineAsync(machine));
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task Instance_powers_itself_off_at_its_deadline(string release)
    {
        var started = DateTimeOffset.UtcNow;
        await using var machine = await StartAsync(release, Launch.Create("chatlab", "host-a", TimeSpan.Zero));
        await UntilAsync(machine, "systemctl is-active chatlab-ttl.timer dbus.service", "active\nactive\n");
        var deadline = await DeadlineAsync(machine);

        await machine.PoweredOffAsync(PowerOffLimit);

        Assert.InRange(deadline, started + LeastTimeLeft - TimeSpan.FromSeconds(1), started + LeastTimeLeft + BootLimit);
        Assert.True(DateTimeOffset.UtcNow >= deadline, $"off before {deadline:O}");
    }

    private static async Task<SystemdMachine> StartAsync(string release, Launch launch)
    {
        var engine = await new LocalMachine().RunAsync(HostCommand.Shell("docker version -f '{{.Server.Version}}' 2>&1 || true"), default);
        Assert.SkipUnless(
            char.IsAsciiDigit(engine.Output.FirstOrDefault()),
            $"no Docker Engine answers; eng/dockerd starts one. ({engine.Output.Trim()})");
        return await SystemdMachine.StartAsync(release, CloudConfig.For(launch, "host-a"));
    }

    /// <summary>Waits until a command prints a text.</summary>
    /// <exception cref="TimeoutException">It did not within the limit; the message shows the jobs that systemd waits for.</exception>
    private static async Task UntilAsync(SystemdMachine machine, string line, string output)
    {
        try
        {
            await Wait.UntilAsync(line, async () => (await machine.TryAsync(line)).Output == output, BootLimit);
        }
        catch (TimeoutException e)
        {
            var jobs = await machine.TryAsync($"cloud-init status --long; systemctl list-jobs; cat {CloudConfig.ResultFile}");
            throw new TimeoutException($"{e.Message}\n{jobs.Output}{jobs.Error}", e);
        }
    }

    /// <summary>Reads the time at which the timer elapses.</summary>
    private static async Task<DateTimeOffset> DeadlineAsync(SystemdMachine machine)
    {
        const string Timer = "org.freedesktop.systemd1 /org/freedesktop/systemd1/unit/chatlab_2dttl_2etimer org.freedesktop.systemd1.Timer";
        // t 1795886548000000
        var microseconds = await machine.RunAsync($"busctl get-property {Timer} NextElapseUSecRealtime");
        return DateTimeOffset.UnixEpoch.AddMicroseconds(long.Parse(microseconds["t ".Length..], CultureInfo.InvariantCulture));
    }
}
