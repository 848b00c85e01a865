using ChatAspire.Lab.Lessons;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Tests.Lessons;

/// <summary>A lesson's clean-up on hosts whose programs only record their arguments.</summary>
public sealed class LessonCleanTests : IDisposable
{
    /// <summary>
    /// The remains of a lesson: a network with a reader's container in it, two rules, a device; a host "down" has no engine.
    /// </summary>
    private const string Tool = """
        #!/bin/sh
        echo "$HOST: ${0##*/} $*" >> "${0%/*}/log"
        case "$HOST ${0##*/} $*" in
            "down docker "*) echo 'Cannot connect to the Docker daemon' >&2; exit 1 ;;
            *" docker network ls "*) echo vxlan-net1 ;;
            "host-a docker network rm "*) echo 'network vxlan-net1 has active endpoints' >&2; exit 1 ;;
            *" docker network inspect "*) echo 'container mine is in the network vxlan-net1' ;;
            *" docker images "*) printf 'i1\ni1\n' ;;
            *" grep -lsx "*) echo /sys/class/net/vxlan1/ifalias ;;
            *" grep "*) exec /bin/grep "$@" ;;
            *" iptables-save -t nat") echo '-A DOCKER -m comment --comment "chatlab.lesson=chatlab" -j LOG' ;;
            *" iptables-save -t filter")
                echo '-A FORWARD -m comment --comment chatlab.lesson=chatlab -j LOG'
                echo '-A FORWARD -m comment --comment "chatlab.lesson=chatlab2" -j LOG' ;;
        esac
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("chatlab-clean-").FullName;
    private readonly LocalMachine _machine = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_failed_removal_prevents_no_other_and_the_obstacle_is_reported()
    {
        var failure = await Assert.ThrowsAsync<UserErrorException>(() => CleanAsync("host-a", "host-b"));

        Assert.Equal(
            "host-a: cannot remove everything that a lesson created: container mine is in the network vxlan-net1.", failure.Message);
        Assert.Equal(
            "Remove these containers on host-a (docker rm -f …); the next lesson removes the rest before it starts.", failure.Hint);
        string[] removed =
        [
            "docker network rm vxlan-net1", "docker rmi -f i1", "ip link delete vxlan1",
            "iptables -w -t nat -D DOCKER -m comment --comment chatlab.lesson=chatlab -j LOG",
            "iptables -w -t filter -D FORWARD -m comment --comment chatlab.lesson=chatlab -j LOG",
        ];
        Assert.Equal([.. removed.Select(command => $"host-a: {command}"), .. removed.Select(command => $"host-b: {command}")], Removals());
    }

    [Fact]
    public async Task Without_an_engine_the_rest_is_removed_and_Docker_s_error_is_reported()
    {
        var failure = await Assert.ThrowsAsync<CommandFailedException>(() => CleanAsync("down", "host-b"));

        Assert.StartsWith("down: exit code 1 from", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Cannot connect to the Docker daemon", failure.Message, StringComparison.Ordinal);
        Assert.Contains("down: ip link delete vxlan1", Removals());
        Assert.Contains("host-b: docker network rm vxlan-net1", Removals());
    }

    /// <summary>The removals that the hosts ran, in order.</summary>
    private IEnumerable<string> Removals() => File.ReadLines(Path.Combine(_folder, "log"))
        .Where(line => line.Contains(" rm ", StringComparison.Ordinal) || line.Contains(" rmi ", StringComparison.Ordinal)
            || line.Contains(" delete ", StringComparison.Ordinal) || line.Contains(" -D ", StringComparison.Ordinal))
        .Where(line => !line.Contains(": rm ", StringComparison.Ordinal) && !line.Contains(": find ", StringComparison.Ordinal));

    private async Task CleanAsync(params string[] hosts)
    {
        (await _machine.RunAsync(HostCommand.Shell(
            """
            cat > "$1/tool" && chmod 700 "$1/tool" && cd "$1" || exit
            for name in docker ip iptables iptables-save grep cat rm find rmdir; do ln -s tool $name; done
            """,
            _folder).WithInput(Tool), Cancellation)).Check();
        var place = LessonTests.DefaultPlace;
        await using var run = new LessonRun(
            LessonBook.Open("3-5", place), place, [.. hosts.Select(name => new Host(name, _folder, _machine))]);
        await run.BeginAsync(Cancellation);
    }

    /// <summary>This machine, with those programs first on the PATH.</summary>
    private sealed record Host(string Name, string Folder, LocalMachine Machine) : ICommandRunner
    {
        public async Task<CommandResult> RunAsync(HostCommand command, CancellationToken cancellation) =>
            await Machine.RunAsync(new HostCommand("env", [
                $"PATH={Folder}:/usr/bin:/bin", $"HOST={Name}", command.Program, .. command.Arguments]), cancellation) with
            { Host = Name };

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
