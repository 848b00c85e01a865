using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

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

    public static string For(Launch launch, string host) => "#cloud-config\n" + JsonSerializer.Serialize(
        new Dictionary<string, object>
        {
            ["hostname"] = host,
            // Before SSH starts, so no other key is ever shown.
            ["ssh_deletekeys"] = true,
            ["ssh_keys"] = new Dictionary<string, string> { ["ed25519_private"] = launch.HostKey.PrivateKey, ["ed25519_public"] = launch.HostKey.PublicKey },
            // By key only. Every command of a lab is root's, here as on a local host.
            ["disable_root"] = false,
            ["ssh_pwauth"] = false,
            // At every boot, before anything that could hang.
            ["bootcmd"] = launch.Ends is { } ends ? (string[][])[EndAt(ends)] : [],
            ["package_update"] = true,
            ["packages"] = Ubuntu.Packages,
            ["runcmd"] = (string[])["systemctl enable --now docker"],
        },
        Json) + "\n";

    // Switching off ends an instance whose shutdown behaviour is terminate. The time is absolute: systemd counts a relative one
    // (--on-active) from the start again at each daemon-reload.
    // systemd-run waits until the timer is active. Boot commands run before sysinit.target, and a timer with default dependencies
    // comes after it: the boot would hang.
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
