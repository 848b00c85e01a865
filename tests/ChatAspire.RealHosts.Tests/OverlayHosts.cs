using System.Text.Json;
using ChatAspire.Lab.Hosts.Local;
using ChatAspire.Network.Execution;

namespace ChatAspire.RealHosts.Tests;

/// <summary>
/// Three Docker hosts that no lab prepared, each a container with an engine and an SSH server of its own, reached by a user's own
/// ssh_config. The collection of its tests holds the engine (<see cref="PlainHost"/>).
/// </summary>
public sealed class OverlayHosts(PlainHost host) : IAsyncLifetime
{
    /// <summary>The hosts, as <c>--host ssh://NAME</c> names them.</summary>
    public static readonly IReadOnlyList<string> Names = ["vm-a", "vm-b", "vm-c"];

    private static readonly string Prefix = $"{LabHome.Prefix}-plain";

    /// <summary>Arguments: the folder, the containers' prefix, the image, then the options that let a container run an engine.</summary>
    private const string Create =
        """
        cd "$1" || exit; prefix=$2 image=$3; shift 3
        for key in host user; do ssh-keygen -q -t ed25519 -N '' -f $key; done
        docker network create "$prefix" > /dev/null || exit
        for name in vm-a vm-b vm-c; do
            docker run -d --name "$prefix-$name" --hostname $name --network "$prefix" -v /var/lib/docker "$@" "$image" > /dev/null || exit
            docker exec -i "$prefix-$name" sh -c 'umask 077; mkdir -p /root/.ssh; cat > /root/.ssh/authorized_keys' < user.pub || exit
            # The SSH server waits for this file.
            docker exec -i "$prefix-$name" sh -c 'umask 077; cat > /etc/ssh/key; mv /etc/ssh/key /etc/ssh/ssh_host_ed25519_key' < host
            address=$(docker inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' "$prefix-$name")
            printf '%s\n' "Host $name" "  HostName $address" '  User root' "  IdentityFile $PWD/user" '  IdentitiesOnly yes' \
                "  UserKnownHostsFile $PWD/known" >> ssh_config
            echo "$address $(cat host.pub)" >> known
        done
        mkdir bin && printf '#!/bin/sh\nexec /usr/bin/ssh -F "%s/ssh_config" "$@"\n' "$PWD" > bin/ssh && chmod +x bin/ssh
        for name in vm-a vm-b vm-c; do
            for _ in $(seq 300); do docker exec "$prefix-$name" docker version > /dev/null 2>&1 && break; sleep 0.2; done
            docker exec "$prefix-$name" sh -ec '
                for name in bin lib lib64 sbin; do mkdir -p /plain; ln -s usr/$name /plain/$name; done
                for name in usr proc sys dev etc tmp; do mkdir /plain/$name; done
                tar -C /plain -cf - . | docker import - plain > /dev/null' || exit
        done
        """;

    private const string Server =
        """
        use IO::Socket::INET; my $s = IO::Socket::INET->new(LocalAddr => "0.0.0.0", LocalPort => 7000, Listen => 5) or die;
        while (my $c = $s->accept) { print $c "HTTP/1.0 200 OK\r\n\r\nhello\n"; close $c }
        """;

    private const string Remove =
        """
        docker ps -aq --filter "name=^$1-vm-" | xargs -r docker rm -fv > /dev/null
        docker network ls -q --filter "name=^$1\$" | xargs -r docker network rm > /dev/null; true
        """;

    private string _folder = "";
    private PlainChatlab _chatlab = null!;

    public async ValueTask InitializeAsync()
    {
        if (!Requirements.Met(this, host)
            || !Requirements.Met(this, FullRun.IsOn, "three hosts with engines of their own; eng/test --full runs it.")
            || !Requirements.Met(this, File.Exists("/usr/bin/ssh-keygen"), "ssh-keygen is not installed (Debian: openssh-client)"))
        {
            return;
        }

        _folder = Directory.CreateTempSubdirectory("plain-hosts-").FullName;
        _chatlab = new PlainChatlab(_folder);
        var image = await HostImages.MakeAsync();
        var facts = await EngineFacts.ReadAsync(LabHome.Machine, TestContext.Current.CancellationToken);
        await RunAsync(Remove, Prefix);
        await RunAsync(Create, [_folder, Prefix, image, .. facts.Privileges]);
    }

    /// <summary>Runs a walk over all hosts, or those that are given.</summary>
    public Task<Ran> WalkAsync(IReadOnlyList<string> arguments, IReadOnlyList<string>? hosts = null) => _chatlab.RunWithAsync(
        new() { ["PATH"] = $"{_folder}/bin:{Environment.GetEnvironmentVariable("PATH")}" },
        ["walk", .. arguments, .. (hosts ?? Names).SelectMany(host => new[] { "--host", $"ssh://{host}" })]);

    /// <summary>Asserts the verdict of a walk that fails, and that its cure, applied as it is printed, heals.</summary>
    public async Task AssertDiagnosedAsync(
        IReadOnlyList<string> ends, IReadOnlyList<string> hosts, (string Host, string Place, string Cause) expected)
    {
        var walk = await WalkAsync([.. ends, "--json"], hosts);
        Assert.True(walk.ExitCode == 1, $"exit code {walk.ExitCode}\n{walk.Error}\n{walk.Output}");
        var verdict = JsonDocument.Parse(walk.Output).RootElement.GetProperty("verdict");

        Assert.Equal(expected, (verdict.GetProperty("host").GetString()!, verdict.GetProperty("location").GetString()!,
            verdict.GetProperty("causeId").GetString()!));
        await OnHostAsync(expected.Host, verdict.GetProperty("cure").GetString()!);
        (await WalkAsync(ends, hosts)).EnsureSuccess();
    }

    /// <summary>Runs a shell script on a host, in which <c>$SERVE</c> is a program for perl that answers at port 7000.</summary>
    public static async Task<string> OnHostAsync(string host, string script) => (await LabHome.Machine.RunAsync(
        new HostCommand("docker", "exec", "-e", $"SERVE={Server}", $"{Prefix}-{host}", "sh", "-ec", script),
        TestContext.Current.CancellationToken)).Check().Output;

    /// <summary>The address of a host on the underlay.</summary>
    public static async Task<string> AddressAsync(string host) =>
        (await OnHostAsync(host, "ip -4 -o address show eth0 | grep -o 'inet [0-9.]*' | cut -d' ' -f2")).Trim();

    public async ValueTask DisposeAsync()
    {
        if (_folder.Length > 0)
        {
            await RunAsync(Remove, Prefix);
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static async Task RunAsync(string script, params IReadOnlyList<string> arguments) => (await LabHome.Machine.RunAsync(
        HostCommand.Shell(script, [.. arguments]).WithTimeout(TimeSpan.FromMinutes(3)), TestContext.Current.CancellationToken)).Check();
}
