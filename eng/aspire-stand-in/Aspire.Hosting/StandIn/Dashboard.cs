using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.StandIn;

/// <summary>Aspire's own dashboard, at the addresses the launch profile gives.</summary>
internal sealed class Dashboard(IConfiguration configuration, Guard guard, Screen screen)
{
    public const string Name = "dashboard";

    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(0.2);

    private readonly string _token = NewSecret();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _state = "starting";

    /// <summary>What telemetry must show to be let in.</summary>
    public string OtlpApiKey { get; } = NewSecret();

    /// <summary>Where telemetry goes, by gRPC.</summary>
    public string OtlpUrl => Address("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL");

    /// <summary>Its page, with the token that logs a browser in.</summary>
    public string LoginUrl => $"{FrontendUrl}/login?t={_token}";

    public string State => _ready.Task.IsCompletedSuccessfully ? "healthy" : Volatile.Read(ref _state);

    private string FrontendUrl => Address("ASPNETCORE_URLS").Split(';')[0].TrimEnd('/');

    /// <summary>Fetches the dashboard if need be, and keeps it running.</summary>
    public async Task RunAsync(Supervisor supervisor, CancellationToken stopping)
    {
        try
        {
            Volatile.Write(ref _state, "fetching");
            if (await AspireCli.EnsureAsync(guard, line => screen.Say(Name, line), stopping) is not { } cli)
            {
                Volatile.Write(ref _state, "not here");
                return;
            }

            Volatile.Write(ref _state, "starting");
            await supervisor.RunAsync(Plan(cli), line => screen.Say(Name, line), () => _ = AnnounceAsync(stopping), stopping);
        }
        catch (OperationCanceledException)
        {
            // Stopped while it was fetched.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            Volatile.Write(ref _state, "not here");
            screen.Say(Name, $"no dashboard: {e.Message}");
        }
    }

    /// <summary>Gives the dashboard a moment to be ready.</summary>
    public async Task ReadyWithinAsync(TimeSpan patience, CancellationToken stopping) =>
        await Task.WhenAny(_ready.Task, Task.Delay(patience, stopping));

    private static string NewSecret() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    // It takes its addresses from the environment, as the AppHost got them from the launch profile.
    private ChildPlan Plan(string cli) => new(Name, cli,
        ["dashboard", "run", "--nologo", "--non-interactive"],
        BuildFacts.AppHostDirectory,
        new Dictionary<string, string?>
        {
            // It unpacks itself here instead of into the user's home.
            ["ASPIRE_HOME"] = AspireCli.Home,
            ["ASPIRE_CLI_TELEMETRY_OPTOUT"] = "true",
            ["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = null, // nobody serves it here

            // By environment, where no other user reads them; what it makes up itself it writes into its log.
            ["DASHBOARD__FRONTEND__AUTHMODE"] = "BrowserToken",
            ["DASHBOARD__FRONTEND__BROWSERTOKEN"] = _token,
            ["DASHBOARD__API__AUTHMODE"] = "ApiKey",
            ["DASHBOARD__API__PRIMARYAPIKEY"] = NewSecret(),
            ["DASHBOARD__OTLP__AUTHMODE"] = "ApiKey",
            ["DASHBOARD__OTLP__PRIMARYAPIKEY"] = OtlpApiKey,
        },
        OnlyErrors: true); // its banner says nothing that our own lines do not

    private async Task AnnounceAsync(CancellationToken stopping)
    {
        using var client = new HttpClient();
        using var timer = new PeriodicTimer(ProbeInterval);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                using var response = await client.GetAsync(new Uri(FrontendUrl), stopping);
                break;
            }
            catch (HttpRequestException)
            {
                await timer.WaitForNextTickAsync(stopping);
            }
        }

        screen.Say(Name, $"ready: {LoginUrl}");
        _ready.TrySetResult();
    }

    private string Address(string variable) => configuration[variable]
        ?? throw new InvalidOperationException($"{variable} is not set; the launch profile (Properties/launchSettings.json) sets it: use dotnet run.");
}
