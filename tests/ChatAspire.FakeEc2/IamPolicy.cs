using System.IO.Enumeration;
using System.Text.Json;

namespace ChatAspire.FakeEc2;

/// <summary>
/// An identity-based policy, evaluated as IAM does: everything is denied unless a statement allows it. Supports the
/// elements that our policy may use (Allow, Action, Resource, Condition with StringEquals and StringLike) and rejects the rest,
/// so that a test never passes because a policy was misread.
/// </summary>
public sealed class IamPolicy
{
    public const string Caller = $"arn:aws:iam::{Cloud.Account}:user/reader";

    private readonly List<Statement> _statements;

    private IamPolicy(List<Statement> statements) => _statements = statements;

    public static IamPolicy Everything { get; } =
        Parse("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""");

    /// <summary>All actions that the policy names.</summary>
    public IEnumerable<string> Actions => _statements.SelectMany(s => s.Actions).Distinct();

    public static IamPolicy Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return new IamPolicy([.. document.RootElement.GetProperty("Statement").EnumerateArray().Select(Read)]);
    }

    public IamPolicy Without(string action) => new(
        [.. _statements.Select(s => s with { Actions = [.. s.Actions.Where(a => a != action)] })]);

    /// <exception cref="Ec2Exception">UnauthorizedOperation, naming action and resource.</exception>
    public void Demand(string action, string resource, IReadOnlyDictionary<string, string> context)
    {
        if (!_statements.Any(s => s.Allows(action, resource, context)))
        {
            throw Ec2Exception.Unauthorized(action, resource);
        }
    }

    private static Statement Read(JsonElement statement)
    {
        if (statement.GetProperty("Effect").GetString() != "Allow")
        {
            throw new NotSupportedException("the fake knows Allow only");
        }
        var conditions =
            from test in statement.TryGetProperty("Condition", out var c) ? c.EnumerateObject().ToArray() : []
            let wildcards = test.Name switch
            {
                "StringLike" => true,
                "StringEquals" => false,
                _ => throw new NotSupportedException($"the fake does not know the condition {test.Name}"),
            }
            from key in test.Value.EnumerateObject()
            select new Condition(key.Name, wildcards, Strings(key.Value));
        return new Statement(Strings(statement.GetProperty("Action")), Strings(statement.GetProperty("Resource")), [.. conditions]);
    }

    private static string[] Strings(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? [.. element.EnumerateArray().Select(e => e.GetString()!)] : [element.GetString()!];

    private static bool Like(string pattern, string value) => FileSystemName.MatchesSimpleExpression(pattern, value, ignoreCase: false);

    private sealed record Statement(string[] Actions, string[] Resources, Condition[] Conditions)
    {
        public bool Allows(string action, string resource, IReadOnlyDictionary<string, string> context) =>
            Actions.Any(a => Like(a, action)) && Resources.Any(r => Like(r, resource)) && Conditions.All(c => c.Holds(context));
    }

    // A key that the request does not carry fails the condition.
    private sealed record Condition(string Key, bool Wildcards, string[] Values)
    {
        public bool Holds(IReadOnlyDictionary<string, string> context) =>
            context.TryGetValue(Key, out var value) && Values.Any(v => Wildcards ? Like(v, value) : v == value);
    }
}
