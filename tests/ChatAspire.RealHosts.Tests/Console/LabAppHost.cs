using System.Text.Json;
using System.Text.RegularExpressions;
using ChatAspire.Lab.State;
using ChatAspire.Network.Execution;
using ChatAspire.Testing;

namespace ChatAspire.RealHosts.Tests.Console;

/// <summary>An AppHost, as a user starts it.</summary>
internal sealed partial class LabAppHost : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan CommandTimeout = TimeSpan.FromMinutes(5);

    private readonly ChildProcess _process;
    private readonly Dictionary<string, string?> _environment;

    private readonly string _project;

    private LabAppHost(string project, ChildProcess process, Dictionary<string, string?> environment) =>
        (_project, _process, _environment) = (project, process, environment);

    /// <summary>The dashboard's login URL.</summary>
    public Uri Dashboard => new(LoginUrl().Match(_process.Output).Groups[1].Value);

    /// <summary>Starts the AppHost with a lab, and waits until the dashboard's address is printed.</summary>
    /// <param name="home">The directory of the labs' keys and secrets.</param>
    public static Task<LabAppHost> StartAsync(string labFile, string home) =>
        StartAsync(AspireCli.AppHost, ["--lab", labFile], new() { [LabDirectory.HomeVariable] = home });

    /// <summary>Starts an AppHost that is built, and waits until the dashboard's address is printed.</summary>
    public static async Task<LabAppHost> StartAsync(string project, string[] arguments, Dictionary<string, string?> environment)
    {
        var appHost = new LabAppHost(
            project,
            ChildProcess.Start("dotnet", ["run", "--no-build", "--project", project, "--", .. arguments], environment, Repository.Root),
            environment);
        try
        {
            await Wait.UntilAsync(
                "the dashboard's URL is printed",
                () => appHost._process.HasExited
                    ? throw new InvalidOperationException($"exit code {appHost._process.ExitCode}")
                    : LoginUrl().IsMatch(appHost._process.Output),
                StartTimeout,
                () => appHost._process.Output);
            return appHost;
        }
        catch
        {
            await appHost.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a command of the Aspire CLI on it.</summary>
    public Task<(int ExitCode, string Output)> AspireAsync(string command, params string[] arguments) =>
        AspireCli.RunAsync(CommandTimeout, _environment, [command, .. arguments, "--apphost", _project]);

    /// <summary>Waits until a resource has a state.</summary>
    public async Task UntilStateAsync(string resource, string state, TimeSpan timeout)
    {
        var found = "";
        await Wait.UntilAsync(
            $"{resource} is {state}",
            async () =>
            {
                var (exitCode, output) = await AspireAsync("describe", "--format", "Json");
                found = exitCode == 0 ? StateOf(resource, output) : output;
                return found == state;
            },
            timeout,
            () => found);
    }

    /// <summary>The first URL of a resource.</summary>
    public async Task<Uri> UrlAsync(string resource)
    {
        var (exitCode, output) = await AspireAsync("describe", "--format", "Json");
        Assert.True(exitCode == 0, output);
        return new Uri(Resource(resource, output).GetProperty("urls")[0].GetProperty("url").GetString()!);
    }

    /// <summary>Kills it (SIGKILL), and nothing that it started on the lab.</summary>
    /// <remarks>Its orchestrator ends the dashboard some seconds later; this waits for it.</remarks>
    public async Task KillAsync()
    {
        await _process.KillAsync();
        if (LoginUrl().IsMatch(_process.Output))
        {
            await Wait.UntilAsync("the dashboard's port is free", () => TcpPort.IsFree(Dashboard.Port), StopTimeout);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await _process.DisposeAsync();
    }

    private static string StateOf(string resource, string description) =>
        Resource(resource, description).GetProperty("state").GetString() ?? "";

    private static JsonElement Resource(string name, string description) =>
        JsonSerializer.Deserialize<JsonElement>(description).GetProperty("resources").EnumerateArray()
            .Single(one => one.GetProperty("displayName").GetString() == name);

    [GeneratedRegex(@"Login to the dashboard at (http\S+)")]
    private static partial Regex LoginUrl();
}
