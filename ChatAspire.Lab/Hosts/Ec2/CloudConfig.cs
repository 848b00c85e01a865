using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>
/// Generates the cloud-init configuration for an instance's first boot, which starts the self-termination timer, and installs the host
/// key for the first connection and the required packages. It is written as JSON, which is valid YAML and needs no manual quoting.
/// </summary>
internal static class CloudConfig
{
    /// <summary>
    /// The file that cloud-init writes when it finishes: <c>{"v1": {"datasource": "…", "errors": []}}</c>. It survives a reboot, unlike
    /// the link to it in /run/cloud-init.
    /// </summary>
    public const string ResultFile = "/var/lib/cloud/data/result.json";

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Returns the user data for a host: a <c>#cloud-config</c> line and the JSON.</summary>
    /// <exception cref="InvalidOperationException">The launch's first key was deleted, because the host has replaced it.</exception>
    public static string For(Launch launch, string host)
    {
        var key = launch.FirstKey ?? throw new InvalidOperationException($"{host} was launched with a key that is deleted.");
        return "#cloud-config\n" + new JsonObject
        {
            ["hostname"] = host,
            // Applied before SSH starts, so the server never presents another key.
            ["ssh_deletekeys"] = true,
            ["ssh_keys"] = new JsonObject
            {
                ["ed25519_private"] = key.PrivateKey,
                ["ed25519_public"] = key.PublicKey,
            },
            // Key authentication only. All lab commands run as root, as on a local host.
            ["disable_root"] = false,
            ["ssh_pwauth"] = false,
            // bootcmd runs early in the boot, so the timer starts even if a later stage hangs.
            ["bootcmd"] = launch.TimeToLive is { } span ? new JsonArray(List(InstanceTimer.BootCommand(span))) : new JsonArray(),
            ["package_update"] = true,
            ["packages"] = List(HostPackages.Names),
            ["runcmd"] = List(HostPackages.Commands),
        }.ToJsonString(Json) + "\n";
    }

    private static JsonArray List(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}
