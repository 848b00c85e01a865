using ChatAspire.Provisioner.Remote;

namespace ChatAspire.Lab.Tests;

/// <summary>
/// A second Docker Engine whose disk is almost full: its data on a file system of 512 MiB. In a network namespace of its
/// own: without a bridge it deletes the docker0 that it finds (moby, daemon_unix.go: removeDefaultBridgeInterface).
/// </summary>
internal sealed class SmallEngine(string folder) : IAsyncDisposable
{
    public string Address => $"unix://{folder}/docker.sock";

    public static async Task<SmallEngine> StartAsync()
    {
        var engine = new SmallEngine(Directory.CreateTempSubdirectory("chatlab-small-").FullName);
        await engine.RunAsync(
            """
            mkdir "$1/data"
            mount -t tmpfs -o size=512m none "$1/data"
            PATH=$PATH:/usr/sbin:/sbin setsid unshare --net dockerd --data-root "$1/data" --exec-root "$1/run" --pidfile "$1/pid" -H "unix://$1/docker.sock" \
                --bridge none --iptables=false --ip6tables=false --ip-forward=false --ip-masq=false > "$1/log" 2>&1 < /dev/null &
            for _ in $(seq 150); do docker -H "unix://$1/docker.sock" version > /dev/null 2>&1 && exit; sleep 0.2; done
            tail -5 "$1/log" >&2
            exit 1
            """);
        return engine;
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("""pid=$(cat "$1/pid"); kill "$pid"; timeout 60 tail --pid="$pid" -f /dev/null; umount "$1/data" """);
        Directory.Delete(folder, recursive: true);
    }

    private async Task RunAsync(string script) =>
        (await LabFixture.Machine.RunAsync(Command.Shell(script, folder), TestContext.Current.CancellationToken)).Check();
}
