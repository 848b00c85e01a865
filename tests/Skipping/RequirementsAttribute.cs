using System.Collections.Concurrent;
using System.Reflection;
using Xunit.v3;

[assembly: ChatAspire.Tests.Skipping.Requirements]

namespace ChatAspire.Tests.Skipping;

/// <summary>Skips the tests of a fixture that this machine cannot run. xUnit counts a skip by the fixture itself as a failure.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class RequirementsAttribute : BeforeAfterTestAttribute
{
    private static readonly ConcurrentDictionary<Type, string> Missing = new();

    /// <summary>Called by a fixture before it starts anything.</summary>
    /// <param name="requirement">The fixture needs this.</param>
    /// <param name="reason">Printed for each test that is skipped.</param>
    /// <returns>The requirement; without it, the fixture starts nothing.</returns>
    public static bool Met(object fixture, bool requirement, string reason)
    {
        if (!requirement)
        {
            Missing[fixture.GetType()] = reason;
        }

        return requirement;
    }

    /// <summary>As <see cref="Met(object, bool, string)"/>, for a fixture that needs another.</summary>
    public static bool Met(object fixture, object required) =>
        !Missing.TryGetValue(required.GetType(), out var reason) || Met(fixture, false, reason);

    /// <inheritdoc />
    public override void Before(MethodInfo methodUnderTest, IXunitTest test) => Check(methodUnderTest.ReflectedType!);

    /// <summary>Skips the test if a fixture of its class lacks something: for an initialisation of the class, which runs first.</summary>
    public static void Check(Type testClass)
    {
        foreach (var parameter in testClass.GetConstructors().SelectMany(constructor => constructor.GetParameters()))
        {
            if (Missing.TryGetValue(parameter.ParameterType, out var reason))
            {
                Assert.Skip(reason);
            }
        }
    }
}
