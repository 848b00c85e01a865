using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>
/// What an instance does at its first boot, as cloud-init reads it: shows the host key that we made, lets our key in,
/// sets the timer that ends it, installs what a host needs. JSON is YAML, so nothing needs quoting by hand.
/// </summary>
internal static class CloudConfig
{
    /// <summary>Written by cloud-init when it has ended; <c>{"v1": {"datasource": "…", "errors": []}}</c>.</summary>
    public const string ResultFile = "/run/cloud-init/result.json";

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string For(Launch launch, string host) => "#cloud-config\n" +
        new JsonObject
        {
            ["hostname"] = host,
            // Before SSH starts, so no other key is ever shown.
            ["ssh_deletekeys"] = true,
            ["ssh_keys"] = new JsonObject { ["ed25519_private"] = launch.HostKey.PrivateKey, ["ed25519_public"] = launch.HostKey.PublicKey },
            // By key only. Every command of a lab is root's, here as on a local host.
            ["disable_root"] = false,
            ["ssh_pwauth"] = false,
            // At every boot, before anything that could hang.
            ["bootcmd"] = launch.Ends is { } ends ? new JsonArray(List(EndAt(ends))) : new JsonArray(),
            ["package_update"] = true,
            ["packages"] = List(Ubuntu.Packages),
            ["runcmd"] = List(["systemctl enable --now docker"]),
        }.ToJsonString(Json) + "\n";

    private static JsonArray List(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);

    // Switching off ends an instance whose shutdown behaviour is terminate. An absolute time, counted anew at each boot.
    private static string[] EndAt(DateTimeOffset ends) =>
    [
        "sh", "-c",
        """left=$(($1 - $(date +%s))); [ "$left" -gt 60 ] || left=60; systemd-run --unit=chatlab-ttl --on-active="${left}s" poweroff""",
        "sh", ends.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
    ];
}
