using ChatAspire.Network.Execution;

namespace ChatAspire.RealHosts.Tests;

/// <summary>
/// The same containers over <c>--host ssh://</c>: a real sshd, and a user's own ssh_config with its alias, key and known hosts.
/// </summary>
[Collection(nameof(PlainHost))]
public sealed class PlainSshTests(PlainHost fixture) : IAsyncLifetime
{
    private const string Start =
        """
        mkdir -p /run/sshd bin
        for key in host user other; do ssh-keygen -q -t ed25519 -N '' -f $key; done
        printf '%s\n' "ListenAddress 127.0.0.1:$2" "HostKey $1/host" "AuthorizedKeysFile $1/user.pub" 'PermitRootLogin yes' \
            'StrictModes no' 'UsePAM no' "PidFile $1/pid" 'SetEnv SHLVL=1' > sshd_config
        /usr/sbin/sshd -f "$1/sshd_config" -E "$1/log"
        printf '%s\n' 'Host *' '  HostName 127.0.0.1' "  Port $2" '  User root' "  IdentityFile $1/user" '  IdentitiesOnly yes' \
            'Host plain-vm' "  UserKnownHostsFile $1/known" 'Host stranger' "  UserKnownHostsFile $1/unknown" > ssh_config
        echo "[127.0.0.1]:$2 $(cat host.pub)" > known
        echo "[127.0.0.1]:$2 $(cat other.pub)" > unknown
        printf '#!/bin/sh\nexec /usr/bin/ssh -F "%s/ssh_config" "$@"\n' "$1" > bin/ssh
        chmod +x bin/ssh
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("plain-ssh-").FullName;

    private Dictionary<string, string> OwnSsh => new() { ["PATH"] = $"{_folder}/bin:{Environment.GetEnvironmentVariable("PATH")}" };

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(File.Exists("/usr/sbin/sshd"), "/usr/sbin/sshd is not installed (Debian: openssh-server)");
        var start = HostCommand.Shell($"cd \"$1\" || exit\n{Start}", _folder, $"{TcpPort.FindFree()}");
        (await LabHome.Machine.RunAsync(start, TestContext.Current.CancellationToken)).Check();
    }

    [Fact]
    public async Task A_walk_over_ssh_uses_the_users_own_configuration_and_leaves_nothing()
    {
        var before = await PlainHostState.ReadAsync();
        var closed = await fixture.Chatlab.RunWithAsync(OwnSsh, "walk", "plain-web", "plain-db:81", "--host", "ssh://plain-vm");
        Assert.Contains("nothing listens on 81", closed.Output, StringComparison.Ordinal);
        Assert.Contains("  The kernel", closed.Output, StringComparison.Ordinal);
        var walk = (await fixture.Chatlab.RunWithAsync(OwnSsh, "walk", "plain-web", "store/stock", "--host", "ssh://plain-vm"));
        var inspect = (await fixture.Chatlab.RunWithAsync(OwnSsh, "inspect", "--host", "ssh://plain-vm")).EnsureSuccess();

        // Not the same network: the verdict and its place are those of the host.
        Assert.True(walk.ExitCode == 1, $"exit code {walk.ExitCode}\n{walk.Error}\n{walk.Output}");
        Assert.Contains("plain-vm", walk.Output, StringComparison.Ordinal);
        Assert.Contains("have no network in common", walk.Output, StringComparison.Ordinal);
        Assert.Contains("on plain-vm: docker network connect plain-back plain-web", walk.Output, StringComparison.Ordinal);
        Assert.Contains("plain-web", inspect.Output, StringComparison.Ordinal);
        Assert.Equal(before, await PlainHostState.ReadAsync());
        Assert.Empty(await PlainHost.RunAsync(
            "ls -d /run/chatlab /tmp/chatlab-ssh-* 2> /dev/null; pgrep -f 'ControlPath=/tmp/chatlab-ss[h]'; true"));
    }

    [Fact]
    public async Task A_healthy_walk_over_ssh_succeeds()
    {
        Assert.SkipUnless(FullRun.IsOn, "runs with CHATASPIRE_FULL=1");

        var ran = (await fixture.Chatlab.RunWithAsync(OwnSsh, "walk", "plain-web", "plain-db", "--host", "ssh://plain-vm")).EnsureSuccess();

        Assert.Contains("all arrived", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_key_that_the_user_does_not_know_is_refused() =>
        (await fixture.Chatlab.RunWithAsync(OwnSsh, "inspect", "--host", "ssh://stranger"))
            .AssertReported("stranger: ssh stranger:", "Host key verification failed", "ssh stranger true");

    public async ValueTask DisposeAsync()
    {
        await LabHome.Machine.RunAsync(HostCommand.Shell("kill $(cat \"$1/pid\") 2> /dev/null; rm -rf \"$1\"", _folder), default);
    }
}
