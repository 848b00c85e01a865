using System.Globalization;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>
/// The systemd timer that powers an instance off at the end of its time to live; the power-off terminates the instance. The deadline is
/// an absolute time of the instance's own clock in the timer's unit file, so a reboot does not extend it.
/// </summary>
internal static class InstanceTimer
{
    public const string Unit = "chatlab-ttl.timer";

    /// <summary>The value of <c>$1</c> with which the script removes the deadline.</summary>
    private const string Never = "never";

    // $1  seconds from now, or "never"
    // $2  "once" does nothing if there is a deadline already; any other value replaces it
    //
    // DefaultDependencies=no: cloud-init's boot commands run before sysinit.target, but a timer with default dependencies starts
    // after it. `systemctl start` would wait forever, and so would the boot.
    // OnCalendar= instead of OnActiveSec=, because systemd restarts a relative timer at each daemon-reload.
    // Persistent=yes: if the deadline passed while the instance was off, the timer fires at the next boot.
    private const string Script =
        """
        set -e
        timer=/etc/systemd/system/chatlab-ttl.timer
        [ "$2" = once ] && [ -e "$timer" ] && exit 0
        if [ "$1" = never ]; then
            systemctl disable --now chatlab-ttl.timer 2> /dev/null || true
            rm -f "$timer"
            exit 0
        fi
        end=$(($(date +%s) + $1))
        cat > /etc/systemd/system/chatlab-ttl.service << UNIT
        [Unit]
        Description=Power off at the end of the lab's time to live
        DefaultDependencies=no
        [Service]
        Type=oneshot
        ExecStart=systemctl poweroff
        UNIT
        cat > "$timer" << UNIT
        [Unit]
        Description=The lab's time to live
        DefaultDependencies=no
        [Timer]
        OnCalendar=@$end
        AccuracySec=1s
        Persistent=yes
        [Install]
        WantedBy=sysinit.target
        UNIT
        systemctl daemon-reload
        systemctl enable --quiet chatlab-ttl.timer
        systemctl restart chatlab-ttl.timer
        sync
        echo "$end"

        """;

    /// <summary>Returns the boot command, which starts the timer at the first boot and does nothing at later ones.</summary>
    public static string[] BootCommand(TimeSpan timeToLive) => ["sh", "-c", Script, "sh", Seconds(timeToLive), "once"];

    /// <summary>
    /// Returns the command that replaces the deadline. It prints the new deadline in seconds since the Unix epoch; nothing for never.
    /// </summary>
    /// <param name="timeToLive">The time from now; null for never.</param>
    public static HostCommand Set(TimeSpan? timeToLive) =>
        HostCommand.Shell(Script, timeToLive is { } span ? Seconds(span) : Never, "replace");

    private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
}
