// The words of the script that every page loads.

import { language } from "../place";

const en = {
  signIn: "Sign in",
  signInHere: "Sign in (development)",
  signOut: "Sign out",
  me: "My page",
  ended: "Your session has ended.",
  noAnswer: "The canister does not answer.",
  ownZone: (zone: string) => `Point at a time to see it by your own clock (${zone}).`,
};

const zh: typeof en = {
  signIn: "登录",
  signInHere: "登录（开发用）",
  signOut: "退出",
  me: "我的页面",
  ended: "会话已结束。",
  noAnswer: "容器没有回应。",
  ownZone: (zone) => `将指针移到时间上，可按您的时区查看（${zone}）。`,
};

export const words = language === "zh" ? zh : en;
