using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>
/// Generates the cloud-init configuration for an instance's first boot: installs the host key generated here, authorizes
/// our key, sets the self-termination timer and installs the required packages. JSON is valid YAML, so no manual quoting is needed.
/// </summary>
internal static class CloudConfig
{
    /// <summary>The file cloud-init writes when it finishes; <c>{"v1": {"datasource": "…", "errors": []}}</c>.</summary>
    public const string ResultFile = "/run/cloud-init/result.json";

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string For(Launch launch, string host) => "#cloud-config\n" +
        new JsonObject
        {
            ["hostname"] = host,
            // Applied before SSH starts, so the server never presents another key.
            ["ssh_deletekeys"] = true,
            ["ssh_keys"] = new JsonObject
            {
                ["ed25519_private"] = launch.HostKey.PrivateKey,
                ["ed25519_public"] = launch.HostKey.PublicKey,
            },
            // Key authentication only. All lab commands run as root, as on a local host.
            ["disable_root"] = false,
            ["ssh_pwauth"] = false,
            // Runs at every boot, before anything that could hang.
            ["bootcmd"] = launch.Ends is { } ends ? new JsonArray(List(EndAt(ends))) : new JsonArray(),
            ["package_update"] = true,
            ["packages"] = List(Ubuntu.Packages),
            ["runcmd"] = List(["systemctl enable --now docker"]),
        }.ToJsonString(Json) + "\n";

    private static JsonArray List(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);

    // Powering off terminates an instance whose shutdown behaviour is terminate. The time is absolute because systemd restarts
    // a relative timer (--on-active) at each daemon-reload.
    // systemd-run waits until the timer is active. Boot commands run before sysinit.target, but a timer with default
    // dependencies starts after it, so the boot would hang.
    private static string[] EndAt(DateTimeOffset ends) =>
    [
        "sh", "-c",
        """
        end=$1 least=$(($(date +%s) + 60)); [ "$end" -gt "$least" ] || end=$least
        systemd-run --unit=chatlab-ttl --on-calendar="@$end" \
            --timer-property=DefaultDependencies=no --property=DefaultDependencies=no poweroff
        """,
        "sh", ends.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
    ];
}
