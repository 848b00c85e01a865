using System.Text.RegularExpressions;
using ChatAspire.Lab.Spec;
using ChatAspire.Network.Execution;

namespace ChatAspire.WalkBench;

/// <summary>A running local lab whose chat accepts any number of posts from one address during the measurement.</summary>
internal sealed partial class BenchLab : IAsyncDisposable
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(2);

    private readonly LocalMachine _machine = new();
    private readonly string _file;

    private BenchLab(string file) => (_file, Spec) = (file, LabSpec.Load(file));

    public LabSpec Spec { get; }

    /// <summary>Chat node → its port on loopback.</summary>
    public IReadOnlyDictionary<string, int> Ports { get; private set; } = new Dictionary<string, int>();

    /// <exception cref="UserErrorException">The lab is not running.</exception>
    public static async Task<BenchLab> OpenAsync(WalkBenchOptions options)
    {
        var lab = new BenchLab(options.Lab);
        // chat-a     http://127.0.0.1:5005/
        lab.Ports = Url().Matches((await lab.ChatlabAsync("/dev/stdout", "status")).Output)
            .ToDictionary(url => url.Groups["node"].Value, url => int.Parse(url.Groups["port"].ValueSpan));
        await Task.WhenAll(lab.Spec.Chat.Select(chat => lab.LimitAsync(chat, "0")));
        return lab;
    }

    /// <summary>
    /// Runs the program itself, as a user does: in a session of its own, since the scheduler shares time between sessions
    /// (sched(7), autogroup) and users do not load a chat from the terminal in which they walk. Its output goes to a file, so that
    /// no process has to read it meanwhile.
    /// </summary>
    /// <exception cref="UserErrorException">It failed.</exception>
    public async Task<CommandResult> ChatlabAsync(string output, params string[] arguments) => (await _machine.RunAsync(HostCommand.Shell(
        """output=$1; shift; exec setsid -w dotnet "$@" > "$output" """,
        [output, Path.Combine(AppContext.BaseDirectory, "chatlab.dll"), .. arguments, "--lab", _file])
            .WithTimeout(TimeLimit), CancellationToken.None)).Check();

    /// <summary>Runs a shell script on a host without chatlab.</summary>
    public async Task<CommandResult> OnHostAsync(string host, string script, params string[] arguments) => (await _machine.RunAsync(
        new HostCommand("docker", ["exec", $"{Spec.Name}-{host}", "sh", "-c", script, "sh", .. arguments])
            .WithTimeout(TimeLimit), CancellationToken.None)).Check();

    /// <summary>Runs a shell script on this machine.</summary>
    public async Task<string> HereAsync(string script) =>
        (await _machine.RunAsync(HostCommand.Shell(script).WithTimeout(TimeLimit), CancellationToken.None)).Check().Output;

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Spec.Chat.Select(chat => LimitAsync(chat, "null")));
        await _machine.DisposeAsync();
    }

    /// <summary>Sets the posts per second allowed from one address (20 by default): all posts come from this machine.</summary>
    /// <param name="perSecond">The limit; "null" restores the default.</param>
    private async Task LimitAsync(ChatSpec chat, string perSecond) => await OnHostAsync(chat.Host, """
        file=$(docker inspect -f '{{range .Mounts}}{{if eq .Destination "/app/appsettings.Production.json"}}{{.Source}}{{end}}{{end}}' "$1")
        set=$(jq --argjson limit "$2" \
            'if $limit == null then del(.Chat.PostsPerSecond) else .Chat.PostsPerSecond = $limit end' "$file") || exit
        # In place: the container has this very file.
        printf '%s\n' "$set" > "$file"
        docker restart -t 1 "$1" > /dev/null
        timeout 60 sh -c "until curl -sf -o /dev/null --max-time 1 http://127.0.0.1:$3/health; do sleep 0.2; done"
        """, chat.Name, perSecond, $"{chat.Publish}");

    [GeneratedRegex(@"(?<node>\S+)\s+http://127\.0\.0\.1:(?<port>[0-9]+)")]
    private static partial Regex Url();
}
