using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ChatAspire.Provisioner;
using ChatAspire.Provisioner.Remote;

namespace ChatAspire.WalkBench;

/// <summary>A local lab of the bench's own, whose chat takes any number of posts from one address.</summary>
internal sealed partial class BenchLab : IAsyncDisposable
{
    private const string Name = "walk-bench";

    private readonly LocalMachine _machine = new();

    /// <summary>Where the lab keeps what it keeps, and captures go.</summary>
    public string Home { get; } = Directory.CreateTempSubdirectory("walk-bench-").FullName;

    /// <summary>The two nodes' published ports.</summary>
    public IReadOnlyList<Uri> Nodes { get; private set; } = [];

    public static async Task<BenchLab> UpAsync()
    {
        var lab = new BenchLab();
        try
        {
            var spec = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "lab.json")))!;
            spec["name"] = Name;
            File.WriteAllText(lab.File_, spec.ToJsonString());
            await lab.ChatlabAsync("down");
            // chat-a     http://127.0.0.1:5005/
            var up = await lab.ChatlabAsync("up");
            lab.Nodes = [.. Urls().Matches(up.Error).Select(match => new Uri(match.Value))];
            await Task.WhenAll(lab.LiftLimitAsync("host-a", "chat-a"), lab.LiftLimitAsync("host-b", "chat-b"));
            return lab;
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs the program itself, as a user does.</summary>
    /// <exception cref="LabException">It failed.</exception>
    public async Task<(string Output, string Error)> ChatlabAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "chatlab.dll"), .. arguments, "--lab", File_])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["CHATLAB_HOME"] = Home;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? (await output, await error) : throw new LabException($"chatlab {string.Join(' ', arguments)}: exit code {process.ExitCode}\n{await error}");
    }

    /// <summary>Runs a shell script on a host, past chatlab.</summary>
    public async Task<CommandResult> OnHostAsync(string host, string script, params string[] arguments) => (await _machine.RunAsync(
        new Command("docker", ["exec", $"{Name}-{host}", "sh", "-c", script, "sh", .. arguments]), CancellationToken.None)).Check();

    public async ValueTask DisposeAsync()
    {
        await ChatlabAsync("down");
        Directory.Delete(Home, recursive: true);
        await _machine.DisposeAsync();
    }

    private string File_ => Path.Combine(Home, "lab.json");

    /// <summary>All posts come from this machine; the chat allows 20 a second from one address.</summary>
    private async Task LiftLimitAsync(string host, string chat) => await OnHostAsync(host, """
        file=$(docker inspect -f '{{range .Mounts}}{{if eq .Destination "/app/appsettings.Production.json"}}{{.Source}}{{end}}{{end}}' "$1")
        lifted=$(jq '.Chat.PostsPerSecond = 0' "$file") || exit
        # In place: the container has this very file.
        printf '%s\n' "$lifted" > "$file"
        docker restart -t 1 "$1" > /dev/null
        until curl -sf -o /dev/null --max-time 1 http://127.0.0.1:5000/health; do sleep 0.2; done
        """, chat);

    [GeneratedRegex("http://127[0-9.:]+/")]
    private static partial Regex Urls();
}
