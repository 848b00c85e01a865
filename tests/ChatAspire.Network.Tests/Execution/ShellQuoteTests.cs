using ChatAspire.Network.Execution;

namespace ChatAspire.Network.Tests.Execution;

public class ShellQuoteTests
{
    public static TheoryData<string> DifficultWords =>
    [
        "", " ", "plain", "two words", "it's", "''", "\"", "$HOME", "`id`", "$(id)", "\\", "\\'", "a\nb", "*", "?", "~", "#no", "-n", "--",
        "a;b", "a|b", "a&b", "<in", ">out", "(x)", "{a,b}", "[a]", "!", "\t", "ö漢字🙂", "%s", "=x", "A=b",
        "a'\"'\"'b", "\r\n", "&&", "\u0001",
    ];

    [Theory]
    [MemberData(nameof(DifficultWords))]
    public async Task A_real_shell_passes_a_quoted_word_unchanged(string word)
    {
        var line = new HostCommand("printf", "%s", word).ToShell();

        var result = await new LocalMachine().RunAsync(new HostCommand("sh", "-c", line), TestContext.Current.CancellationToken);

        Assert.Equal(word, result.Check().Output);
    }

    [Theory]
    [InlineData("no newline")]
    [InlineData("$HOME `id` \\ 'x' \"y\"\n")]
    [InlineData("EOF\nEOF_\nend\n")]
    public async Task A_pasted_input_is_unchanged(string text)
    {
        var line = new HostCommand("cat").WithInput(text).ToShell();

        var result = await new LocalMachine().RunAsync(new HostCommand("sh", "-c", line), TestContext.Current.CancellationToken);

        Assert.Equal(text.EndsWith('\n') ? text : text + "\n", result.Check().Output);
    }

    [Fact]
    public void Rejects_a_NUL_character() => Assert.Throws<ArgumentException>(() => new HostCommand("x", "a\0b").ToShell());

    [Fact]
    public void Never_shows_a_secret()
    {
        var command = new HostCommand("docker", "login").WithSecret(new("registry.password", "hunter2"));

        Assert.DoesNotContain("hunter2", command.ToShell(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", command.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", $"{command.Input!.Secret}", StringComparison.Ordinal);
    }
}
