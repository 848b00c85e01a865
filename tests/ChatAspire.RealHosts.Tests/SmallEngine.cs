using ChatAspire.Network.Execution;

namespace ChatAspire.RealHosts.Tests;

/// <summary>
/// A second Docker Engine whose disk is almost full: its data is on a file system of 512 MiB. It runs in a network namespace of
/// its own, because an engine without a bridge deletes an existing docker0 (moby, daemon_unix.go: removeDefaultBridgeInterface).
/// </summary>
internal sealed class SmallEngine(string folder) : IAsyncDisposable
{
    public string Address => $"unix://{folder}/docker.sock";

    /// <summary>Starts it.</summary>
    /// <param name="options">More options of dockerd. For <c>--userns-remap</c> it has its own ranges of user ids.</param>
    public static async Task<SmallEngine> StartAsync(params IReadOnlyList<string> options)
    {
        var engine = new SmallEngine(Directory.CreateTempSubdirectory("chatlab-small-").FullName);
        await engine.RunAsync(
            """
            cd "$1"; shift
            chmod 711 .
            mkdir data
            mount -t tmpfs -o size=512m none data
            echo nobody:500000:65536 > users
            PATH=$PATH:/usr/sbin:/sbin setsid unshare --net --mount \
                sh -c 'mount --bind users /etc/subuid && mount --bind users /etc/subgid && exec "$@"' sh \
                dockerd --data-root "$PWD/data" --exec-root "$PWD/run" --pidfile "$PWD/pid" -H "unix://$PWD/docker.sock" \
                --bridge none --iptables=false --ip6tables=false --ip-forward=false --ip-masq=false "$@" > log 2>&1 < /dev/null &
            for _ in $(seq 150); do docker -H "unix://$PWD/docker.sock" version > /dev/null 2>&1 && exit; sleep 0.2; done
            tail -5 log >&2
            exit 1
            """, options);
        return engine;
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("""pid=$(cat "$1/pid"); kill "$pid"; timeout 60 tail --pid="$pid" -f /dev/null; umount "$1/data" """);
        Directory.Delete(folder, recursive: true);
    }

    private async Task RunAsync(string script, params IReadOnlyList<string> options) =>
        (await LabHome.Machine.RunAsync(HostCommand.Shell(script, [folder, .. options]), TestContext.Current.CancellationToken)).Check();
}
