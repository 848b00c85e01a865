using System.Text.Json;
using System.Text.RegularExpressions;
using ChatAspire.Lab.State;
using ChatAspire.Testing;

namespace ChatAspire.RealHosts.Tests.Console;

/// <summary>The AppHost with a lab, as a user starts it.</summary>
internal sealed partial class LabAppHost : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan CommandTimeout = TimeSpan.FromMinutes(5);

    private readonly ChildProcess _process;
    private readonly Dictionary<string, string?> _environment;

    private LabAppHost(ChildProcess process, Dictionary<string, string?> environment) => (_process, _environment) = (process, environment);

    /// <summary>The dashboard's login URL.</summary>
    public Uri Dashboard => new(LoginUrl().Match(_process.Output).Groups[1].Value);

    /// <summary>Starts it, and waits until the dashboard's address is printed.</summary>
    /// <param name="home">The directory of the labs' keys and secrets.</param>
    public static async Task<LabAppHost> StartAsync(string labFile, string home)
    {
        var environment = new Dictionary<string, string?> { [LabDirectory.HomeVariable] = home };
        var appHost = new LabAppHost(
            ChildProcess.Start(
                "dotnet", ["run", "--no-build", "--project", "ChatAspire.AppHost", "--", "--lab", labFile], environment, Repository.Root),
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
        AspireCli.RunAsync(CommandTimeout, _environment, [command, .. arguments, "--apphost", AspireCli.AppHost]);

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

    /// <summary>Kills it (SIGKILL), and nothing that it started on the lab.</summary>
    public Task KillAsync() => _process.KillAsync();

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static string StateOf(string resource, string description) =>
        JsonSerializer.Deserialize<JsonElement>(description).GetProperty("resources").EnumerateArray()
            .Single(one => one.GetProperty("displayName").GetString() == resource).GetProperty("state").GetString() ?? "";

    [GeneratedRegex(@"Login to the dashboard at (http\S+)")]
    private static partial Regex LoginUrl();
}
