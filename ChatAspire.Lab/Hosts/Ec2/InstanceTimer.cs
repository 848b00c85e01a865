using System.Globalization;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>
/// The systemd timer that powers an instance off at the end of its time to live, which terminates it. The deadline is a time of
/// the instance's own clock, stored in the timer's unit file: a reboot does not renew it.
/// </summary>
internal static class InstanceTimer
{
    public const string Unit = "chatlab-ttl.timer";

    /// <summary>The script's argument for no deadline.</summary>
    private const string Never = "never";

    // $1  seconds from now, or "never"
    // $2  "once": a deadline that exists is kept
    //
    // DefaultDependencies=no: cloud-init's boot commands run before sysinit.target, and a timer with default dependencies starts
    // after it; `systemctl start` would wait for ever, and the boot with it.
    // OnCalendar: systemd restarts a relative timer (OnActiveSec=) at each daemon-reload.
    // Persistent: a deadline that passed while the instance was off counts at the next boot.
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

    /// <summary>The boot command that starts the timer at the first boot, and does nothing at others.</summary>
    public static string[] BootCommand(TimeSpan timeToLive) => ["sh", "-c", Script, "sh", Seconds(timeToLive), "once"];

    /// <summary>The command that replaces the deadline; it prints the new one in seconds since the epoch, or nothing.</summary>
    /// <param name="timeToLive">The time from now; null for never.</param>
    public static HostCommand Set(TimeSpan? timeToLive) =>
        HostCommand.Shell(Script, timeToLive is { } span ? Seconds(span) : Never, "replace");

    private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
}
