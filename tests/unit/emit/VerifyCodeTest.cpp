// What compiler/emit/VerifyCode refuses, on LLVM IR that breaks one rule each.
#include "compiler/emit/Emit.h"

#include "llvm/AsmParser/Parser.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/SourceMgr.h"
#include <gmock/gmock.h>

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// The faults and slow spots of an object made of `text`, a module named "news".
hac::emit::Faults faultsOf(const std::string &text, const std::string &level = "x86-64-v3") {
  llvm::LLVMContext context;
  llvm::SMDiagnostic error;
  std::unique_ptr<llvm::Module> module = llvm::parseAssemblyString(text, error, context);
  EXPECT_TRUE(module) << error.getMessage().str();
  module->setModuleIdentifier("news");
  hac::emit::CodeGenerator generator(*hac::targetByName(level));
  generator.prepare(*module);
  generator.object(*module);
  hac::emit::Faults all = generator.faults();
  all.insert(all.end(), generator.slowSpots().begin(), generator.slowSpots().end());
  return all;
}

TEST(VerifyCode, UndefinedSymbols) {
  EXPECT_THAT(faultsOf("declare void @hac_rt1_run()\n"
                       "declare ptr @memcpy(ptr, ptr, i64)\n"
                       "define void @news_f(ptr %p) { call void @hac_rt1_run()\n"
                       "  %q = call ptr @memcpy(ptr %p, ptr %p, i64 8)\n ret void }"),
              IsEmpty());
  EXPECT_THAT(faultsOf("declare float @expf(float)\n"
                       "define float @news_f(float %x) { %y = call float @expf(float %x)\n ret float %y }"),
              ElementsAre(HasSubstr("emit-2: the object needs expf")));
}

TEST(VerifyCode, CodeGeneratorsOwnCalls) { // no call in the IR
  EXPECT_THAT(faultsOf("define double @news_f(double %x, double %y) { %r = frem double %x, %y\n ret double %r }"),
              ElementsAre(HasSubstr("emit-2: the object needs fmod")));
}

TEST(VerifyCode, GlobalSymbols) {
  EXPECT_THAT(faultsOf("define void @helper() { ret void }\ndefine internal void @local() { ret void }"),
              ElementsAre(HasSubstr("emit-1: helper is global and does not begin with news_")));
}

std::string withArray(const std::string &name, int bytes) {
  return "declare void @hac_rt1_use(ptr)\ndefine internal void @" + name + "() {\n  %a = alloca [" +
         std::to_string(bytes) + " x i8]\n  call void @hac_rt1_use(ptr %a)\n  ret void }\n" +
         "define void @news_f() { call void @" + name + "()\n ret void }";
}

TEST(VerifyCode, Frames) {
  EXPECT_THAT(faultsOf(withArray("f_task0", 4000)), IsEmpty());
  EXPECT_THAT(faultsOf(withArray("f_task0", 4200)), ElementsAre(HasSubstr("emit-5: f_task0 has a frame of 42")));
  EXPECT_THAT(faultsOf(withArray("f_body", 12000)), IsEmpty());
  EXPECT_THAT(faultsOf(withArray("f_body", 12400)), ElementsAre(HasSubstr("emit-5: f_body has a frame of 124")));
}

TEST(VerifyCode, FrameOfUnknownSize) {
  EXPECT_THAT(faultsOf("declare void @hac_rt1_use(ptr)\n"
                       "define void @news_f(i64 %n) { %a = alloca i8, i64 %n\n call void @hac_rt1_use(ptr %a)\n ret void }"),
              ElementsAre(HasSubstr("emit-5: the frame of news_f grows at run time")));
}

// Ten functions, each of which passes the next to the runtime, with 3600 bytes each.
TEST(VerifyCode, ChainOfCalls) {
  std::string text = "declare void @hac_rt1_use(ptr, ptr)\ndefine internal void @f10(ptr %p) { ret void }\n";
  for (int i = 9; i >= 0; i--)
    text += "define internal void @f" + std::to_string(i) + "(ptr %p) {\n  %a = alloca [3600 x i8]\n" +
            "  call void @hac_rt1_use(ptr %a, ptr @f" + std::to_string(i + 1) + ")\n  ret void }\n";
  hac::emit::Faults faults = faultsOf(text + "define void @news_f() { call void @f0(ptr null)\n ret void }");
  ASSERT_FALSE(faults.empty());
  EXPECT_THAT(faults.back(), HasSubstr("emit-6: news_f and what it calls need 36"));
}

TEST(VerifyCode, Recursion) {
  EXPECT_THAT(faultsOf("define void @news_f(i64 %n) { call void @news_g(i64 %n)\n ret void }\n"
                       "define void @news_g(i64 %n) { call void @news_f(i64 %n)\n ret void }"),
              ElementsAre(HasSubstr("emit-6: news_f calls itself")));
}

// A k loop with `count` accumulators of 8 f32.
std::string kLoop(int count) {
  std::string phis, fmas, sum;
  for (int i = 0; i < count; i++) {
    std::string n = std::to_string(i);
    phis += "  %s" + n + " = phi <8 x float> [ zeroinitializer, %entry ], [ %f" + n + ", %loop ]\n";
    fmas += "  %p" + n + " = getelementptr float, ptr %b, i64 %k\n  %x" + n + " = load float, ptr %p" + n + "\n" +
            "  %i" + n + " = insertelement <8 x float> poison, float %x" + n + ", i32 0\n" +
            "  %v" + n + " = shufflevector <8 x float> %i" + n + ", <8 x float> poison, <8 x i32> zeroinitializer\n" +
            "  %f" + n + " = call <8 x float> @llvm.fma.v8f32(<8 x float> %a, <8 x float> %v" + n +
            ", <8 x float> %s" + n + ")\n";
    sum += "  %o" + n + " = getelementptr <8 x float>, ptr %c, i64 " + n + "\n  store <8 x float> %f" + n +
           ", ptr %o" + n + "\n";
  }
  return "declare <8 x float> @llvm.fma.v8f32(<8 x float>, <8 x float>, <8 x float>)\n"
         "define void @news_f(ptr %p, ptr %b, ptr %c) {\nentry:\n  br label %loop\nloop:\n"
         "  %k = phi i64 [ 0, %entry ], [ %k1, %loop ]\n" + phis +
         "  %q = getelementptr <8 x float>, ptr %p, i64 %k\n  %a = load <8 x float>, ptr %q\n" + fmas +
         "  %k1 = add i64 %k, 1\n  %d = icmp eq i64 %k1, 64\n  br i1 %d, label %out, label %loop\nout:\n" + sum +
         "  ret void }";
}

TEST(VerifyCode, AccumulatorsFitTheRegisters) {
  EXPECT_THAT(faultsOf(kLoop(12)), IsEmpty());
  EXPECT_THAT(faultsOf(kLoop(24)), ElementsAre(HasSubstr("emit-7: a k loop of news_f has")));
}

TEST(VerifyCode, AccumulatorsFitTheRegistersOfAarch64) { // two registers for 8 f32
  EXPECT_THAT(faultsOf(kLoop(12), "aarch64-neon"), IsEmpty());
  EXPECT_THAT(faultsOf(kLoop(24), "aarch64-neon"), ElementsAre(HasSubstr("emit-7: a k loop of news_f has")));
}

// A polynomial in a loop adds to its registers too, but sets them first: it may wait on the stack.
TEST(VerifyCode, OtherLoopsMayUseTheStack) {
  std::string text = "declare <8 x float> @llvm.fma.v8f32(<8 x float>, <8 x float>, <8 x float>)\n"
                     "define void @news_f(ptr %p, ptr %c) {\nentry:\n  br label %loop\nloop:\n"
                     "  %k = phi i64 [ 0, %entry ], [ %k1, %loop ]\n"
                     "  %q = getelementptr <8 x float>, ptr %p, i64 %k\n";
  for (int i = 0; i < 24; i++) {
    std::string n = std::to_string(i);
    text += "  %p" + n + " = getelementptr <8 x float>, ptr %q, i64 " + n + "\n  %x" + n +
            " = load volatile <8 x float>, ptr %p" + n + "\n";
  }
  for (int i = 0; i < 24; i++) {
    std::string n = std::to_string(i), m = std::to_string(23 - i);
    text += "  %f" + n + " = call <8 x float> @llvm.fma.v8f32(<8 x float> %x" + n + ", <8 x float> %x" + m +
            ", <8 x float> %x" + n + ")\n  store volatile <8 x float> %f" + n + ", ptr %c\n";
  }
  EXPECT_THAT(faultsOf(text + "  %k1 = add i64 %k, 1\n  %d = icmp eq i64 %k1, 64\n"
                              "  br i1 %d, label %out, label %loop\nout:\n  ret void }"),
              IsEmpty());
}

} // namespace
