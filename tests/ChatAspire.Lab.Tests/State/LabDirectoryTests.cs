using System.Text.Json;
using ChatAspire.Lab.State;
using ChatAspire.Lab.Tests.Spec;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Tests.State;

/// <summary>Errors in the lab's directory are reported with the path and what to do, never as a stack trace.</summary>
[Collection(nameof(LabDirectory))] // the tests that set its parent for the whole process
public sealed class LabDirectoryTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("chatlab-kept-").FullName;
    private readonly LabDirectory _kept;

    public LabDirectoryTests()
    {
        Environment.SetEnvironmentVariable(LabDirectory.HomeVariable, _home);
        _kept = new LabDirectory(LabSpecTests.Load(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "lab.json"))), "local");
        Environment.SetEnvironmentVariable(LabDirectory.HomeVariable, null);
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public void Reads_what_was_written_in_a_file_for_the_user_only()
    {
        _kept.Write("a", "text\n");

        Assert.Equal(("text\n", null), (_kept.Read("a"), _kept.Read("b")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_kept.File("a")));
    }

    [Fact]
    public void Reports_a_file_that_cannot_be_read()
    {
        Directory.CreateDirectory(_kept.File("secrets.json")); // Root could read another user's file.

        AssertReported(() => _kept.Read("secrets.json"), _kept.Path);
        AssertReported(() => LabSecrets.Load(_kept), _kept.Path);
    }

    [Fact]
    public void Reports_a_file_in_place_of_the_directory()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_kept.Path)!);
        File.WriteAllText(_kept.Path, "");

        AssertReported(() => _kept.Write("a", ""), _kept.Path);
        AssertReported(() => LabLock.Take(_kept, "up"), _kept.Path);
    }

    [Fact]
    public void Reports_a_full_disk_but_takes_the_lock()
    {
        Full("a");
        AssertReported(() => _kept.Write("a", "text"), "No space left");

        Full("holder");
        LabLock.Take(_kept, "down").Dispose();
        LabLock.Take(_kept, "down").Dispose();
    }

    [Fact]
    public void Names_the_holder_of_the_lock()
    {
        using (LabLock.Take(_kept, "up"))
        {
            Assert.Contains($"`up` (process {Environment.ProcessId})", Assert.Throws<UserErrorException>(() => LabLock.Take(_kept, "down"))
                .Message, StringComparison.Ordinal);
        }

        File.Delete(_kept.File("lock"));
        Directory.CreateDirectory(_kept.File("lock"));
        AssertReported(() => LabLock.Take(_kept, "down"), _kept.File("lock"));
    }

    [Fact]
    public void A_process_that_started_after_the_lock_was_taken_is_not_its_holder()
    {
        using var held = LabLock.Take(_kept, "up");
        Assert.Equal(_kept.Read("holder"), LabLock.Holder(_kept));

        _kept.Write("holder", $"`up` (process {Environment.ProcessId}), since 2026-01-01 00:00:00 +00:00");
        Assert.Null(LabLock.Holder(_kept));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"RedisPassw")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"RedisPassword":"a","DashboardToken":"b","OtlpKey":"c","ApiKey":null}""")]
    public void Reports_damaged_secrets_and_replaces_them_for_up(string text)
    {
        _kept.Write("secrets.json", text);

        Assert.Contains("`chatlab up`", Assert.Throws<UserErrorException>(() => LabSecrets.Load(_kept)).Hint, StringComparison.Ordinal);
        var given = LabSecrets.LoadOrReplace(_kept);
        Assert.False(given.Save(_kept)); // Not new, because secrets were stored.
        Assert.Equal(JsonSerializer.Serialize(given), JsonSerializer.Serialize(LabSecrets.Load(_kept)));
        Assert.Equal(JsonSerializer.Serialize(given), JsonSerializer.Serialize(LabSecrets.LoadOrReplace(_kept)));
    }

    [Fact]
    public void The_first_secrets_mark_a_new_lab()
    {
        var secrets = LabSecrets.LoadOrReplace(_kept);

        Assert.True(secrets.Save(_kept));
        Assert.False(secrets.Save(_kept));
    }

    /// <summary>Redirects a file's next version to the kernel's device that is always full.</summary>
    private void Full(string name)
    {
        Directory.CreateDirectory(_kept.Path);
        File.CreateSymbolicLink(_kept.File($"{name}.{Environment.ProcessId}.part"), "/dev/full");
    }

    private static void AssertReported(Func<object?> use, string told)
    {
        var problem = Assert.Throws<UserErrorException>(use);
        Assert.Contains(told, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("in use by another command", problem.Message, StringComparison.Ordinal);
        Assert.Contains(LabDirectory.HomeVariable, problem.Hint, StringComparison.Ordinal);
    }

    private static void AssertReported(Action use, string told) => AssertReported(
        () =>
        {
            use();
            return null;
        }, told);
}
