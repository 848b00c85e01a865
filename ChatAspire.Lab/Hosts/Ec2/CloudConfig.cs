using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>
/// Generates the cloud-init configuration for an instance's first boot: starts the self-termination timer, installs the host key of
/// the first connection and the required packages. JSON is valid YAML, so no manual quoting is needed.
/// </summary>
internal static class CloudConfig
{
    /// <summary>
    /// The file cloud-init writes when it finishes; <c>{"v1": {"datasource": "…", "errors": []}}</c>. It outlasts a reboot, unlike the
    /// link to it in /run/cloud-init.
    /// </summary>
    public const string ResultFile = "/var/lib/cloud/data/result.json";

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <exception cref="InvalidOperationException">The launch has no first key any more.</exception>
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
            // Runs before anything that could hang.
            ["bootcmd"] = launch.TimeToLive is { } span ? new JsonArray(List(InstanceTimer.BootCommand(span))) : new JsonArray(),
            ["package_update"] = true,
            ["packages"] = List(HostPackages.Names),
            ["runcmd"] = List(HostPackages.Commands),
        }.ToJsonString(Json) + "\n";
    }

    private static JsonArray List(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}
