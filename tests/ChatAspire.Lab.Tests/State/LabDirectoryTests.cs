using System.Text.Json;
using ChatAspire.Lab.State;
using ChatAspire.Lab.Tests.Spec;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Tests.State;

/// <summary>What a user keeps of a lab is there, or is told with its path and what to do; never a stack trace.</summary>
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
    public void What_was_written_is_read_and_is_the_users_alone()
    {
        _kept.Write("a", "text\n");

        Assert.Equal(("text\n", null), (_kept.Read("a"), _kept.Read("b")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_kept.File("a")));
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_told()
    {
        Directory.CreateDirectory(_kept.File("secrets.json")); // of another user's file root would read all the same

        Told(() => _kept.Read("secrets.json"), _kept.Path);
        Told(() => LabSecrets.Load(_kept), _kept.Path);
    }

    [Fact]
    public void A_file_in_the_place_of_the_directory_is_told()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_kept.Path)!);
        File.WriteAllText(_kept.Path, "");

        Told(() => _kept.Write("a", ""), _kept.Path);
        Told(() => LabLock.Take(_kept, "up"), _kept.Path);
    }

    [Fact]
    public void A_full_disk_is_told_and_does_not_keep_the_lock_from_being_taken()
    {
        Full("a");
        Told(() => _kept.Write("a", "text"), "No space left");

        Full("holder");
        LabLock.Take(_kept, "down").Dispose();
        LabLock.Take(_kept, "down").Dispose();
    }

    [Fact]
    public void Who_holds_the_lab_is_told_and_only_then()
    {
        using (LabLock.Take(_kept, "up"))
        {
            Assert.Contains($"`up` (process {Environment.ProcessId})", Assert.Throws<UserErrorException>(() => LabLock.Take(_kept, "down")).Message, StringComparison.Ordinal);
        }

        File.Delete(_kept.File("lock"));
        Directory.CreateDirectory(_kept.File("lock"));
        Told(() => LabLock.Take(_kept, "down"), _kept.File("lock"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"RedisPassw")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"RedisPassword":"a","DashboardToken":"b","OtlpKey":"c","ApiKey":null}""")]
    public void Damaged_secrets_are_told_and_up_makes_new_ones(string text)
    {
        _kept.Write("secrets.json", text);

        Assert.Contains("`up`", Assert.Throws<UserErrorException>(() => LabSecrets.Load(_kept)).Hint, StringComparison.Ordinal);
        var given = LabSecrets.LoadOrReplace(_kept);
        Assert.False(given.Save(_kept)); // the lab does not begin: something was kept
        Assert.Equal(JsonSerializer.Serialize(given), JsonSerializer.Serialize(LabSecrets.Load(_kept)));
        Assert.Equal(JsonSerializer.Serialize(given), JsonSerializer.Serialize(LabSecrets.LoadOrReplace(_kept)));
    }

    [Fact]
    public void The_first_secrets_begin_a_lab()
    {
        var secrets = LabSecrets.LoadOrReplace(_kept);

        Assert.True(secrets.Save(_kept));
        Assert.False(secrets.Save(_kept));
    }

    /// <summary>The kernel's own disk that is always full, where a file's next version is written.</summary>
    private void Full(string name)
    {
        Directory.CreateDirectory(_kept.Path);
        File.CreateSymbolicLink(_kept.File($"{name}.{Environment.ProcessId}.part"), "/dev/full");
    }

    private static void Told(Func<object?> use, string told)
    {
        var problem = Assert.Throws<UserErrorException>(use);
        Assert.Contains(told, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("holds this lab", problem.Message, StringComparison.Ordinal);
        Assert.Contains(LabDirectory.HomeVariable, problem.Hint, StringComparison.Ordinal);
    }

    private static void Told(Action use, string told) => Told(
        () =>
        {
            use();
            return null;
        }, told);
}
